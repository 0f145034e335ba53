import EventLoop
import Foundation
import TestSupport
import Testing

@testable import Simulator

/// Stripe's own Python package accepts what the simulator says.
@Suite("Official client")
struct OfficialClientTests {
    private static let python = ClientPython.path(having: "stripe")

    @Test(.enabled(if: python != nil, "no Python with the stripe package"), .timeLimit(.minutes(5)))
    func aWholePurchase() async throws {
        let python = try #require(Self.python)
        let script = ClientPython.file("Tests/PythonClients/stripe_purchase.py")
        try await RunningSimulator.run { running async throws in
            let log = FileManager.default.temporaryDirectory.appending(path: "stripe-\(UUID().uuidString).log")
            #expect(FileManager.default.createFile(atPath: log.path(percentEncoded: false), contents: nil))
            let output = try FileHandle(forWritingTo: log)
            defer { try? FileManager.default.removeItem(at: log) }
            let status = try await Self.run(
                python, [script, running.simulator.url], output: output, on: running.loop)
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
