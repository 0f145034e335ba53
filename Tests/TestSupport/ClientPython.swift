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
    package static func path(having package: String) async -> String? {
        let named = ProcessInfo.processInfo.environment["TILL_PYTHON"]
        for python in [named, file(".venv/bin/python")].compactMap(\.self)
        where FileManager.default.isExecutableFile(atPath: python) {
            if (try? await output(of: python, ["-c", "import \(package)"])) != nil { return python }
        }
        return nil
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

    /// What a program prints; throws it when the program fails.
    ///
    /// Not with Foundation's `Process`: it waits for a socket to close that other programs, started at the same moment, hold
    /// open as long as they run.
    package static func output(of executable: String, _ arguments: [String]) async throws -> String {
        let (status, text) = try await withEventLoop { loop in try await run(executable, arguments, on: loop) }
        guard status == .exited(0) else { throw ClientFailure(description: text) }
        return text
    }
}

/// What a Python client complained of.
package struct ClientFailure: Error, CustomStringConvertible {
    package let description: String
}
