import EventLoop
import TestSupport
import Testing

@testable import Simulator

/// Stripe's own Python package accepts what the simulator says.
@Suite("Official client")
struct OfficialClientTests {
    private static let python = Task { await ClientPython.path(having: "stripe") }

    @Test(.enabled("no Python with the stripe package") { await python.value != nil }, .timeLimit(.minutes(5)))
    func aWholePurchase() async throws {
        let python = try #require(await Self.python.value)
        let script = ClientPython.file("Tests/PythonClients/stripe_purchase.py")
        try await RunningSimulator.run { running async throws in
            let (status, text) = try await ClientPython.run(python, [script, running.simulator.url], on: running.loop)
            #expect(status == .exited(0), Comment(rawValue: text))
        }
    }
}
