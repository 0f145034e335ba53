import Checkout
import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Simulator

@testable import Stripe

/// The adapter against the simulated world, in one process: no sockets, and time is moved by hand.
final class SimulatedNetwork: Sendable {
    /// What happens to a request before Stripe sees it.
    enum Weather: Sendable {
        case unreachable
        case lostOnTheWay
        /// An answer of something in between.
        case answered(Int, String)
    }

    let world: Locked<SimulatedStripe>
    let manual: ManualClock
    private let weather = Locked<[Weather]>([])
    let requests = Locked<[ClientRequest]>([])
    let tries = Locked<[StripeTry]>([])
    let waits = Locked<[Duration]>([])

    init(startingAt start: Timestamp = Timestamp(unixSeconds: 1_800_000_000)) {
        manual = ManualClock(unixSeconds: start.unixSeconds)
        var settings = SimulatorSettings(publicURL: "http://127.0.0.1:1")
        settings.webhookTargets = [WebhookTarget(url: "http://127.0.0.1:2/", secret: "whsec_test_secret")]
        world = Locked(SimulatedStripe(settings: settings, seed: 7))
    }

    var now: Timestamp { Timestamp(unixNanoseconds: manual.clock.unixNanoseconds()) }

    /// The next requests meet this, one each.
    func forecast(_ weather: Weather...) { self.weather.withLock { $0 = weather } }

    func add(_ fault: Fault) { world.withLock { $0.faults.add(fault) } }

    func stripe(key: String = "sk_test_till") -> StripeProvider {
        var settings = StripeSettings(secretKey: SecretString(key))
        settings.base = "http://127.0.0.1:1"
        return StripeProvider(
            api: StripeAPI(
                settings: settings,
                sender: RequestSender { request throws(HTTPClientError) in try self.send(request) },
                clock: manual.clock,
                pause: { duration in
                    self.waits.withLock { $0.append(duration) }
                    self.manual.advance(by: duration)
                },
                jitter: { 1 }, observe: { step in self.tries.withLock { $0.append(step) } }))
    }

    private func send(_ request: ClientRequest) throws(HTTPClientError) -> ClientResponse {
        requests.withLock { $0.append(request) }
        switch weather.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        case .unreachable: throw HTTPClientError(.connectFailed, .notSent)
        case .lostOnTheWay: throw HTTPClientError(.connectionLost, .unknown)
        case .answered(let status, let body):
            return ClientResponse(status: HTTPStatus(code: status), body: Array(body.utf8))
        case nil: break
        }
        let target = request.url.dropFirst("http://127.0.0.1:1".count).split(separator: "?", maxSplits: 1)
        let call = SimulatedRequest(
            request.method, String(target[0]), query: target.count > 1 ? String(target[1]) : nil,
            headers: request.headers, body: request.body)
        let now = now
        let answer = world.withLock { $0.receive(call, at: now) }
        let delay: Duration? =
            switch answer.fate {
            case .sent: .zero
            case .delayed(let delay): delay
            case .lost: nil
            }
        guard let delay, delay < request.timeout else {
            manual.advance(by: request.timeout)
            throw HTTPClientError(.timedOut, .unknown)
        }
        manual.advance(by: delay)
        let response = answer.response
        return ClientResponse(status: response.status, headers: response.headers, body: response.body)
    }

    /// Webhooks as they would arrive: the body and its signature.
    func webhooks() throws -> [(body: [UInt8], header: String)] {
        let now = now
        let deliveries = world.withLock { world in
            world.advance(to: now)
            var deliveries: [WebhookDelivery] = []
            while let delivery = world.takeDelivery(at: now) { deliveries.append(delivery) }
            return deliveries
        }
        return try deliveries.map {
            ($0.body, try WebhookSignature.header(body: $0.body, secret: $0.secret, unixSeconds: now.unixSeconds))
        }
    }

    /// Their events, verified and read.
    func events() throws -> [VerifiedEvent] {
        let verifier = try WebhookVerifier(secrets: [SecretString("whsec_test_secret")])
        return try webhooks().map { webhook in
            try verifier.verify(header: webhook.header, body: webhook.body, now: now)
            return try VerifiedEvent(stripe: webhook.body)
        }
    }

    var charges: [JSONValue] { world.withLock { $0.ledger }["charges"]?.array ?? [] }
    var refunds: [JSONValue] { world.withLock { $0.ledger }["refunds"]?.array ?? [] }
}
