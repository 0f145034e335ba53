import EventLoop
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
            let (status, text) = try await ClientPython.run(python, [script, running.simulator.url], on: running.loop)
            #expect(status == .exited(0), Comment(rawValue: text))
        }
    }
}
