import Checkout
import CheckoutStore
import Payments

@testable import CheckoutFlow

extension FlowFixture {
    @discardableResult
    func deliver(_ bodies: [[UInt8]]) async throws -> [EventOutcome] {
        var outcomes: [EventOutcome] = []
        for body in bodies { outcomes.append(try await deliver(body)) }
        await flow.drained()
        return outcomes
    }

    func deliver(_ body: [UInt8]) async throws -> EventOutcome {
        guard let webhooks = flow.providers.webhooks(of: .stripe) else { throw Unexpected("no webhooks") }
        return try await flow.eventReceived(try webhooks.read(body), from: .stripe, payload: body)
    }

    /// Takes up the stored events that are due; answers how many that were.
    @discardableResult
    func retryEvents() async throws -> Int {
        let events = try await ProviderEvents(store.pool).claim(at: now, lease: .seconds(60), limit: 100)
        for event in events { try await flow.retry(event) }
        return events.count
    }

    /// Oldest first.
    func openReviews() async throws -> [Review] {
        try await Reviews(store.pool).list(.installation, .open, limit: 100).items.reversed()
    }

    func event(_ id: String) async throws -> StoredProviderEvent {
        guard let event = try await ProviderEvents(store.pool).find(.stripe, eventID: id) else {
            throw Unexpected("no event \(id)")
        }
        return event
    }
}

/// An event about an intent, as the provider would send it.
struct IntentEvent {
    var id = "evt_1"
    var type = "payment_intent.succeeded"
    var intent: String
    var status = "succeeded"
    var amount: Int64 = 1999
    var session: CheckoutSessionID?
    var members = ""
    /// The idempotency key of the request that caused it.
    var key: String?

    var body: [UInt8] {
        let metadata = session.map { #"{"till_session":"\#($0)"}"# } ?? "{}"
        return Array(
            """
            {"id":"\(id)","object":"event","type":"\(type)","created":1800000000,"livemode":false,
            "request":{"idempotency_key":\(key.map { "\"\($0)\"" } ?? "null")},"data":{"object":
            {"id":"\(intent)","object":"payment_intent","status":"\(status)","amount":\(amount),
            "amount_received":\(amount),"currency":"usd","livemode":false,"metadata":\(metadata)\(members)}}}
            """.utf8)
    }
}
