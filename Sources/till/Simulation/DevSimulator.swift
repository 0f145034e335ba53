import Cryptography
import EventLoop
import HTTPClient
import Simulator

/// The payment provider's double inside a `till dev`, on a loop and a port of its own.
final class DevSimulator: Sendable {
    let url: String
    private let simulator: Simulator
    private let client: HTTPClient
    private let loop: EventLoop

    private init(_ simulator: Simulator, client: HTTPClient, loop: EventLoop) {
        url = simulator.url
        self.simulator = simulator
        self.client = client
        self.loop = loop
    }

    /// Each start is a new world: with a seed of its own, since the ids of the last one are in the database.
    /// Its test clock moves ours.
    static func start(moving clock: DevClock) async throws(CommandFailure) -> DevSimulator {
        do {
            let loop = try EventLoop.start(name: "simulator")
            let client = try await loop.submit { try HTTPClient(loop: loop) }
            let simulator = try await Simulator.start(
                on: loop, address: .loopback(port: 0), settings: SimulatorSettings(publicURL: ""),
                seed: .random(in: .min ... .max), moveClocks: { clock.move(by: $0) }, send: client.webhookSender)
            return DevSimulator(simulator, client: client, loop: loop)
        } catch {
            throw CommandFailure(.osError, "The simulator of the payment provider does not start: \(error).")
        }
    }

    /// What the service is configured with, so that it talks to this instead of Stripe.
    func configuration(webhookSecret: SecretString) -> StripeConfiguration {
        var stripe = StripeConfiguration()
        stripe.secretKey = SecretString("sk_test_simulator")
        stripe.publishableKey = "pk_test_simulator"
        stripe.webhookSecrets = [webhookSecret]
        stripe.apiBase = url
        return stripe
    }

    func sendWebhooks(to service: String, secret: SecretString) async throws(CommandFailure) {
        do {
            try await simulator.addWebhookTarget(
                WebhookTarget(url: "\(service)/stripe/webhooks", secret: secret.reveal { $0 }))
        } catch {
            throw CommandFailure(.software, "The simulator does not take a webhook endpoint: \(error).")
        }
    }

    func stop() async {
        await simulator.stop()
        await client.shutDown()
        await loop.stop()
    }
}
