import EventLoop
import HTTPClient
import HTTPMessages
import HTTPServer
import Testing

@testable import Simulator

/// A simulator on a port of its own with a client and a receiver of webhooks, all on one loop.
struct RunningSimulator: Sendable {
    let loop: EventLoop
    let simulator: Simulator
    let client: HTTPClient
    let webhooks: ReceivedWebhooks

    static let secret = "whsec_test_secret"

    static func run(
        adjust: @escaping @Sendable (inout SimulatorSettings) -> Void = { _ in }, moveClocks: ClockMover? = nil,
        _ body: @escaping @Sendable (RunningSimulator) async throws -> Void
    ) async throws {
        let loop = try EventLoop.start(name: "simulator")
        let result: Result<Void, any Error> = await loop.run {
            do {
                let client = try HTTPClient(loop: loop)
                let webhooks = ReceivedWebhooks()
                let receiver = try await HTTPServer.start(
                    on: loop, address: .loopback(port: 0), options: ServerOptions(),
                    application: webhooks.application())
                var settings = SimulatorSettings(publicURL: "")
                let url = "http://127.0.0.1:\(receiver.localAddress.port)/hook"
                settings.webhookTargets = [WebhookTarget(url: url, secret: secret)]
                settings.webhookRetries = [.milliseconds(20), .milliseconds(20)]
                adjust(&settings)
                let simulator = try await Simulator.start(
                    on: loop, address: .loopback(port: 0), settings: settings, seed: 7, moveClocks: moveClocks,
                    send: sender(client))
                let running = RunningSimulator(loop: loop, simulator: simulator, client: client, webhooks: webhooks)
                let result: Result<Void, any Error>
                do { result = .success(try await body(running)) } catch { result = .failure(error) }
                await simulator.stop()
                await receiver.shutdownNow()
                await client.shutDown()
                return result
            } catch {
                return .failure(error)
            }
        }
        await loop.stop()
        try result.get()
    }

    static func sender(_ client: HTTPClient) -> WebhookSender {
        { post in
            let request = ClientRequest(.post, post.url, headers: post.headers, body: post.body)
            return (try? await client.send(request)).map { Int($0.status.code) }
        }
    }

    func call(
        _ method: HTTPMethod, _ path: String, _ body: String = "", headers: HTTPHeaders = [:]
    ) async throws -> ClientResponse {
        var headers = headers
        if path.hasPrefix("/v1/") { headers.set("Authorization", "Bearer sk_test_shop") }
        return try await client.send(
            ClientRequest(method, simulator.url + path, headers: headers, body: Array(body.utf8)))
    }

    func json(_ method: HTTPMethod, _ path: String, _ body: String = "") async throws -> JSONValue {
        try JSONParser.parse(try await call(method, path, body).body)
    }

    /// An intent confirmed with that method.
    func pay(_ method: String, _ extra: String = "") async throws -> JSONValue {
        let form = "amount=2000&currency=usd&payment_method_types[]=card&confirm=true&payment_method=\(method)\(extra)"
        return try await json(.post, "/v1/payment_intents", form)
    }
}

/// What a merchant's endpoint was sent; it can be told to refuse some.
final class ReceivedWebhooks: Sendable {
    /// One request.
    struct Webhook: Sendable {
        let body: [UInt8]
        let signature: String
    }

    private struct State {
        var webhooks: [Webhook] = []
        var refusals = 0
        var waiting: [(count: Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state = Locked(State())

    func refuse(_ count: Int) { state.withLock { $0.refusals = count } }

    var all: [Webhook] { state.withLock { $0.webhooks } }

    /// Returns when so many have come in all.
    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.webhooks.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func application() throws -> Application {
        try Application { table throws(RouterError) in
            table.post("/hook") { request, _ in
                let status = self.take(
                    Webhook(body: request.body, signature: request.head["Stripe-Signature"] ?? ""))
                return .text("", status)
            }
        }
    }

    private func take(_ webhook: Webhook) -> HTTPStatus {
        let (status, due) = state.withLock { state in
            state.webhooks.append(webhook)
            let due = state.waiting.filter { $0.count <= state.webhooks.count }.map(\.1)
            state.waiting.removeAll { $0.count <= state.webhooks.count }
            guard state.refusals > 0 else { return (HTTPStatus.ok, due) }
            state.refusals -= 1
            return (HTTPStatus.internalServerError, due)
        }
        for continuation in due { continuation.resume() }
        return status
    }
}
