package import EventLoop
import Foundation

/// The Python that has the clients which the tests run against Till: `TILL_PYTHON`, or the one that
/// `scripts/install-clients` puts into `.venv`.
package enum ClientPython {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Where a file of the repository is.
    package static func file(_ path: String) -> String {
        repository.appending(path: path).path(percentEncoded: false)
    }

    /// Nil unless there is a Python that has the package.
    package static func path(having package: String) -> String? {
        let named = ProcessInfo.processInfo.environment["TILL_PYTHON"]
        return [named, file(".venv/bin/python")].compactMap(\.self).first { python in
            FileManager.default.isExecutableFile(atPath: python)
                && (try? output(of: python, ["-c", "import \(package)"])) != nil
        }
    }

    /// Runs a program to its end and answers how that was, and what it said.
    package static func run(
        _ executable: String, _ arguments: [String], on loop: EventLoop
    ) async throws -> (status: ChildProcess.ExitStatus, text: String) {
        let log = FileManager.default.temporaryDirectory.appending(path: "client-\(UUID().uuidString).log")
        guard FileManager.default.createFile(atPath: log.path(percentEncoded: false), contents: nil) else {
            throw ClientFailure(description: "no file for what \(executable) says")
        }
        defer { try? FileManager.default.removeItem(at: log) }
        let output = try FileHandle(forWritingTo: log)
        let status = try await withCheckedThrowingContinuation { continuation in
            var options = ChildProcess.Options(executable: executable)
            options.arguments = arguments
            options.standardOutput = .descriptor(output.fileDescriptor)
            options.standardError = .descriptor(output.fileDescriptor)
            do {
                _ = try ChildProcess.spawn(options, loop: loop) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        return (status, try String(contentsOf: log, encoding: .utf8))
    }

    /// What a program prints; throws its complaints when it fails.
    package static func output(of executable: String, _ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        let (output, errors) = (
            Foundation.Pipe(), FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        )
        guard FileManager.default.createFile(atPath: errors.path(percentEncoded: false), contents: nil) else {
            throw ClientFailure(description: "no file for what \(executable) complains of")
        }
        defer { try? FileManager.default.removeItem(at: errors) }
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ClientFailure(description: try String(contentsOf: errors, encoding: .utf8))
        }
        return Array(printed)
    }
}

/// What a Python client complained of.
package struct ClientFailure: Error, CustomStringConvertible {
    package let description: String
}
