import Checkout
import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Simulator
import Stripe

/// Stripe's adapter against the simulated world, in one process: no sockets, and time is moved by hand.
final class SimulatedBank: Sendable {
    private static let base = "http://127.0.0.1:1"

    let manual: ManualClock
    private let world: Locked<SimulatedStripe>
    private let sent = Locked<[String]>([])

    init(_ manual: ManualClock) {
        self.manual = manual
        world = Locked(SimulatedStripe(settings: SimulatorSettings(publicURL: Self.base), seed: 7))
    }

    var now: Timestamp { Timestamp(unixNanoseconds: manual.clock.unixNanoseconds()) }

    var providers: Providers {
        var settings = StripeSettings(secretKey: SecretString("sk_test_till"))
        settings.base = Self.base
        let api = StripeAPI(
            settings: settings, sender: RequestSender { request throws(HTTPClientError) in try self.send(request) },
            clock: manual.clock, pause: { self.manual.advance(by: $0) }, jitter: { 1 })
        return Providers([
            .init(.stripe, livemode: false): ConnectedProvider(StripeProvider(api: api).client, publishableKey: "pk_1")
        ])
    }

    private func send(_ request: ClientRequest) throws(HTTPClientError) -> ClientResponse {
        let path = String(request.url.dropFirst(Self.base.count))
        sent.withLock { $0.append(path) }
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let call = SimulatedRequest(
            request.method, parts.first ?? path, query: parts.count > 1 ? parts[1] : nil, headers: request.headers,
            body: request.body)
        let now = now
        let answer = world.withLock { $0.receive(call, at: now) }
        guard case .sent = answer.fate else {
            manual.advance(by: request.timeout)
            throw HTTPClientError(.timedOut, .unknown)
        }
        return ClientResponse(
            status: answer.response.status, headers: answer.response.headers, body: answer.response.body)
    }

    // MARK: Steering and looking

    func add(_ fault: Fault) { world.withLock { $0.faults.add(fault) } }

    /// Somebody who calls Stripe directly, as its Dashboard does.
    func call(_ path: String, _ form: FormMap) {
        let request = SimulatedRequest(
            .post, path, headers: ["Authorization": "Bearer sk_test_till"], body: FormWriter.encode(form))
        let now = now
        _ = world.withLock { $0.receive(request, at: now) }
    }

    func clearFaults() { world.withLock { $0.faults.clear() } }

    /// The buyer on the bank's page; false when nothing is asked of them.
    func answer(_ intent: String?, _ outcome: AuthenticationOutcome) -> Bool {
        let now = now
        return world.withLock { (try? $0.authenticate(intent ?? "", outcome, at: now)) != nil }
    }

    var chargeCount: Int { world.withLock { $0.ledger }["charges"]?.array?.count ?? 0 }

    func callCount(_ suffix: String) -> Int { sent.withLock { $0.count { $0.hasSuffix(suffix) } } }
}
