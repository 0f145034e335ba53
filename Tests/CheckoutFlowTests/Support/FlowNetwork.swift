import Checkout
import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Simulator
import Stripe

/// The real adapter against the simulated world, in one process: no sockets, and time is moved by hand.
final class FlowNetwork: Sendable {
    /// What happens to a request before Stripe sees it.
    enum Weather: Sendable {
        case fine
        case unreachable
        case lostOnTheWay
        case answered(Int, String)
    }

    static let webhookSecret = "whsec_test_secret"
    private static let base = "http://127.0.0.1:1"

    let manual: ManualClock
    /// Whether waiting takes time: not where many sessions share the clock.
    private let isPatient: Bool
    private let world: Locked<SimulatedStripe>
    private let weather = Locked<[Weather]>([])
    private let sent = Locked<[ClientRequest]>([])

    init(
        seed: UInt64 = 7, isPatient: Bool = true, startingAt start: Timestamp = Timestamp(unixSeconds: 1_800_000_000)
    ) {
        manual = ManualClock(unixSeconds: start.unixSeconds)
        self.isPatient = isPatient
        var settings = SimulatorSettings(publicURL: Self.base)
        settings.webhookTargets = [WebhookTarget(url: "http://127.0.0.1:2/", secret: Self.webhookSecret)]
        world = Locked(SimulatedStripe(settings: settings, seed: seed))
    }

    var now: Timestamp { Timestamp(unixNanoseconds: manual.clock.unixNanoseconds()) }

    func providers() throws -> Providers {
        var settings = StripeSettings(secretKey: SecretString("sk_test_till"))
        settings.base = Self.base
        let api = StripeAPI(
            settings: settings, sender: RequestSender { request throws(HTTPClientError) in try self.send(request) },
            clock: manual.clock, pause: { self.pass($0) }, jitter: { 1 })
        let verifier = try WebhookVerifier(secrets: [SecretString(Self.webhookSecret)])
        return Providers(
            [
                .init(.stripe, livemode: false): ConnectedProvider(
                    StripeProvider(api: api).client, publishableKey: "pk_1")
            ],
            webhooks: [.stripe: .stripe(verifier)])
    }

    private func pass(_ duration: Duration) {
        if isPatient { manual.advance(by: duration) }
    }

    private func send(_ request: ClientRequest) throws(HTTPClientError) -> ClientResponse {
        sent.withLock { $0.append(request) }
        switch weather.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        case .unreachable: throw HTTPClientError(.connectFailed, .notSent)
        case .lostOnTheWay: throw HTTPClientError(.connectionLost, .unknown)
        case .answered(let status, let body):
            return ClientResponse(status: HTTPStatus(code: status), body: Array(body.utf8))
        case .fine, nil: break
        }
        let target = request.url.dropFirst(Self.base.count).split(separator: "?", maxSplits: 1).map(String.init)
        let call = SimulatedRequest(
            request.method, target.first ?? "", query: target.count > 1 ? target[1] : nil, headers: request.headers,
            body: request.body)
        let now = now
        let answer = world.withLock { $0.receive(call, at: now) }
        let delay: Duration? =
            switch answer.fate {
            case .sent: .zero
            case .delayed(let delay): delay
            case .lost: nil
            }
        guard let delay, delay < request.timeout else {
            pass(request.timeout)
            throw HTTPClientError(.timedOut, .unknown)
        }
        pass(delay)
        return ClientResponse(
            status: answer.response.status, headers: answer.response.headers, body: answer.response.body)
    }
}

/// Steering.
extension FlowNetwork {
    /// The next requests meet this, one each.
    func forecast(_ weather: Weather...) { self.weather.withLock { $0 = weather } }

    func add(_ fault: Fault) { world.withLock { $0.faults.add(fault) } }

    func clearFaults() {
        world.withLock { $0.faults.clear() }
        forecast()
    }

    /// The buyer on the bank's page; false when nothing is asked of them.
    @discardableResult
    func answerBank(_ intent: String?, _ outcome: AuthenticationOutcome) -> Bool {
        let now = now
        return world.withLock { (try? $0.authenticate(intent ?? "", outcome, at: now)) != nil }
    }

    func world<Result: Sendable>(_ body: (inout SimulatedStripe) -> Result) -> Result {
        world.withLock { world in body(&world) }
    }

    /// Somebody who calls Stripe directly, as its own script in the buyer's browser does.
    func call(_ path: String, _ form: FormMap) {
        let request = SimulatedRequest(
            .post, path, headers: ["Authorization": "Bearer sk_test_till"], body: FormWriter.encode(form))
        let now = now
        _ = world.withLock { $0.receive(request, at: now) }
    }
}

/// Looking.
extension FlowNetwork {
    /// The bodies of webhooks that are due, their signatures checked.
    func webhooks() throws -> [[UInt8]] {
        let now = now
        let deliveries = world.withLock { world in
            world.advance(to: now)
            var deliveries: [WebhookDelivery] = []
            while let delivery = world.takeDelivery(at: now) {
                deliveries.append(delivery)
                world.finishDelivery(delivery.id, status: 200, at: now)
            }
            return deliveries
        }
        let verifier = try WebhookVerifier(secrets: [SecretString(Self.webhookSecret)])
        for delivery in deliveries {
            let header = try WebhookSignature.header(
                body: delivery.body, secret: delivery.secret, unixSeconds: now.unixSeconds)
            try verifier.verify(header: header, body: delivery.body, now: now)
        }
        return deliveries.map(\.body)
    }

    var charges: [JSONValue] { world.withLock { $0.ledger }["charges"]?.array ?? [] }
    var refunds: [JSONValue] { world.withLock { $0.ledger }["refunds"]?.array ?? [] }
    var nextDue: Timestamp? { world.withLock { $0.nextDue } }

    /// What was asked so far: `POST /v1/payment_intents`, with ids left out.
    var calls: [String] {
        sent.withLock { $0 }.map { request in
            let path = request.url.dropFirst(Self.base.count).split(separator: "/").map { segment in
                segment.hasPrefix("pi_") || segment.hasPrefix("seti_") ? "{id}" : String(segment)
            }
            return "\(request.method.name) /" + path.joined(separator: "/")
        }
    }

    func callCount(_ suffix: String) -> Int { calls.count { $0.hasSuffix(suffix) } }

    var requests: [ClientRequest] { sent.withLock { $0 } }
}
