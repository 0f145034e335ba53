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
