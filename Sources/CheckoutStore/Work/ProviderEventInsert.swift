import Checkout
import Postgres

/// A provider event that is to be stored.
struct ProviderEventInsert {
    let event: ProviderEvent
    let state: ProviderEventState
    let sessionID: CheckoutSessionID?
    var nextTryAt: Timestamp?

    /// Sorted by its unique key, since unsorted batches deadlock; an event that is stored already is passed over.
    static let insert: PostgresStatement = """
        INSERT INTO provider_events
            (id, provider, event_id, livemode, account_id, type, created_at, received_at, payload, intent_id, session_id,
            state, next_try_at)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[],
            $7::timestamptz[], $8::timestamptz[], $9::bytea[], $10::text[], $11::uuid[], $12::text[],
            $13::timestamptz[])
            AS new (id, provider, event_id, livemode, account_id, type, created_at, received_at, payload, intent_id,
            session_id, state, next_try_at)
        ORDER BY provider, event_id
        ON CONFLICT (provider, event_id) DO NOTHING
        RETURNING id
        """

    static func parameters(_ inserts: [ProviderEventInsert]) -> PostgresParameters {
        let events = inserts.map(\.event)
        return PostgresParameters(
            events.map(\.id.stored), events.map(\.provider.rawValue), events.map(\.eventID), events.map(\.livemode),
            events.map(\.accountID), events.map(\.type), events.map(\.createdAt.stored),
            events.map(\.receivedAt.stored),
            events.map { PostgresBytes($0.payload) }, events.map(\.intentID), inserts.map { $0.sessionID?.stored },
            inserts.map(\.state.rawValue), inserts.map { $0.nextTryAt?.stored })
    }
}
