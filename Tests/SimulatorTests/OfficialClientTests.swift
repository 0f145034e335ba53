import EventLoop
import Foundation
import Testing

@testable import Simulator

/// Stripe's own Python package accepts what the simulator says.
@Suite("Official client")
struct OfficialClientTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// A Python that has the package: `TILL_PYTHON`, or the one in `.venv`.
    private static let python: String? = {
        let named = ProcessInfo.processInfo.environment["TILL_PYTHON"]
        let local = repository.appending(path: ".venv/bin/python").path(percentEncoded: false)
        return [named, local].compactMap(\.self).first { python in
            FileManager.default.isExecutableFile(atPath: python) && hasPackage(python)
        }
    }()

    private static func hasPackage(_ python: String) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = ["-c", "import stripe"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test(.enabled(if: python != nil, "no Python with the stripe package"), .timeLimit(.minutes(5)))
    func aWholePurchase() async throws {
        let python = try #require(Self.python)
        let script = Self.repository.appending(path: "Tests/PythonClients/stripe_purchase.py")
        try await RunningSimulator.run { running async throws in
            let log = FileManager.default.temporaryDirectory.appending(path: "stripe-\(UUID().uuidString).log")
            #expect(FileManager.default.createFile(atPath: log.path(percentEncoded: false), contents: nil))
            let output = try FileHandle(forWritingTo: log)
            defer { try? FileManager.default.removeItem(at: log) }
            let status = try await Self.run(
                python, [script.path(percentEncoded: false), running.simulator.url], output: output, on: running.loop)
            let text = try String(contentsOf: log, encoding: .utf8)
            #expect(status == .exited(0), Comment(rawValue: text))
        }
    }

    private static func run(
        _ executable: String, _ arguments: [String], output: FileHandle, on loop: EventLoop
    ) async throws -> ChildProcess.ExitStatus {
        try await withCheckedThrowingContinuation { continuation in
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
    }
}
