import EventLoop
import TestSupport
import Testing

@testable import Simulator

/// Stripe's own Python package accepts what the simulator says.
@Suite("Official client")
struct OfficialClientTests {
    private static let python = Task { await ClientPython.path(having: "stripe") }

    @Test(.enabled("no Python with the stripe package") { await python.value != nil }, .timeLimit(.minutes(5)))
    func aWholePurchase() async throws { try await run("stripe_purchase.py") }

    @Test(.enabled("no Python with the stripe package") { await python.value != nil }, .timeLimit(.minutes(5)))
    func aSubscriptionsLife() async throws { try await run("stripe_subscription.py") }

    private func run(_ name: String) async throws {
        let python = try #require(await Self.python.value)
        let script = ClientPython.file("Tests/PythonClients/\(name)")
        try await RunningSimulator.run { running async throws in
            let (status, text) = try await ClientPython.run(python, [script, running.simulator.url], on: running.loop)
            #expect(status == .exited(0), Comment(rawValue: text))
        }
    }
}
