import Cryptography
import EventLoop
import HTTPClient
import Simulator

/// `till simulate`: the payment provider's double alone, for a service that runs elsewhere.
struct SimulateCommand: Sendable {
    var options: SimulateOptions
    var console: Console

    /// Runs on `loop` until a signal ends it.
    func run(on loop: EventLoop) async throws(CommandFailure) {
        let termination = try Termination.watch(on: loop, console: console)
        let seed = options.seed ?? .random(in: .min ... .max)
        let target = try webhookTarget()
        let client: HTTPClient
        do throws(HTTPClientError) { client = try HTTPClient(loop: loop) } catch {
            throw CommandFailure(.osError, "No HTTP client can be made: \(error).")
        }
        var settings = SimulatorSettings(publicURL: "")
        settings.webhookTargets = target.map { [$0] } ?? []
        let simulator = try await start(settings, seed: seed, client, on: loop)
        StandardOutput.print(text(url: simulator.url, target, seed: seed))
        _ = await termination.requested.wait()
        await simulator.stop()
        await client.shutDown()
    }

    private func start(
        _ settings: SimulatorSettings, seed: UInt64, _ client: HTTPClient, on loop: EventLoop
    ) async throws(CommandFailure) -> Simulator {
        let address: SocketAddress
        do throws(Expectation) { address = try SocketAddress(listening: options.listen) } catch {
            throw CommandFailure(.usage, "“--listen \(options.listen)” cannot be used: \(error.advice).")
        }
        do {
            return try await Simulator.start(
                on: loop, address: address, settings: settings, seed: seed, send: client.webhookSender)
        } catch {
            throw CommandFailure(
                .osError, "It is not possible to listen on \(options.listen): \(error). --listen names another address."
            )
        }
    }

    private func webhookTarget() throws(CommandFailure) -> WebhookTarget? {
        guard let url = options.webhookURL else { return nil }
        if let secret = options.webhookSecret { return WebhookTarget(url: url, secret: secret) }
        do throws(CryptographyError) {
            return WebhookTarget(url: url, secret: try SecretToken.mint(prefix: "whsec_").reveal { $0 })
        } catch {
            throw CommandFailure(.osError, "No secret can be made: \(error).")
        }
    }

    private func text(url: String, _ target: WebhookTarget?, seed: UInt64) -> String {
        var rows = [("seed", String(seed))]
        if let target { rows += [("webhooks to", target.url), ("signed with", target.secret)] }
        var variables =
            "STRIPE_API_BASE=\(url) STRIPE_SECRET_KEY=sk_test_simulator STRIPE_PUBLISHABLE_KEY=pk_test_simulator"
        if let target { variables += " STRIPE_WEBHOOK_SECRETS=\(target.secret)" }
        return """
            The simulator serves at \(url)

            \(Help.columns(rows))

            A service uses it with
              \(variables)

            Ctrl-C stops it; it forgets everything.

            """
    }
}
