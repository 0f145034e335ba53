package import Checkout
package import Postgres

/// A provider's event as it is kept, with what became of it.
package struct StoredProviderEvent: Hashable, Sendable {
    package let event: ProviderEvent
    package let state: ProviderEventState
    /// How often handling it was begun by a worker.
    package let tries: Int
    package let nextTryAt: Timestamp?
    package let lastError: String?
    package let sessionID: CheckoutSessionID?
    package let subscriptionID: SubscriptionID?

    static let columns: StaticString = """
        e.id, e.provider, e.event_id, e.livemode, e.account_id, e.type, e.created_at, e.received_at, e.payload,
        e.intent_id, e.state, e.tries, e.next_try_at, e.last_error, e.session_id, e.subscription_id
        """

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        event = ProviderEvent(
            id: try cursor.id(row), provider: try cursor.word(row), eventID: try cursor.next(row),
            livemode: try cursor.next(row), accountID: try cursor.next(row), type: try cursor.next(row),
            createdAt: try cursor.time(row), receivedAt: try cursor.time(row), payload: try cursor.bytes(row),
            intentID: try cursor.next(row))
        state = try cursor.word(row)
        tries = try cursor.next(row)
        nextTryAt = try cursor.optionalTime(row)
        lastError = try cursor.next(row)
        sessionID = try cursor.optionalID(row)
        subscriptionID = try cursor.optionalID(row)
    }
}

/// The events of providers that no transition has seen (yet).
package struct ProviderEvents: Sendable {
    let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// Keeps an event; `false` if it was here before. `retryAt` is for those that are to be handled by a worker.
    package func store(
        _ event: ProviderEvent, as state: ProviderEventState, retryAt: Timestamp? = nil
    ) async throws -> Bool {
        let insert = ProviderEventInsert(event: event, state: state, sessionID: nil, nextTryAt: retryAt)
        return try await !pool.query(ProviderEventInsert.insert, ProviderEventInsert.parameters([insert])) { _ in true }
            .isEmpty
    }

    /// Events whose time has come, each to one worker; they come back after the lease unless they are settled.
    package func claim(at time: Timestamp, lease: Duration, limit: Int) async throws -> [StoredProviderEvent] {
        try await pool.query(
            Self.claimStatement, PostgresParameters(time.stored, limit, (time + lease).stored)
        ) { row in try StoredProviderEvent(row) }
    }

    private static let claimStatement = PostgresStatement(joining: [
        """
        WITH claimed AS MATERIALIZED (
            SELECT id FROM provider_events WHERE next_try_at <= $1 ORDER BY next_try_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        UPDATE provider_events e SET next_try_at = $3, tries = e.tries + 1 FROM claimed WHERE e.id = claimed.id
        RETURNING
        """, StoredProviderEvent.columns,
    ])

    /// What became of an event without a transition. An event that was applied meanwhile stays so.
    package func settle(
        _ id: ProviderEventID, as state: ProviderEventState, retryAt: Timestamp? = nil, error: String? = nil
    ) async throws {
        try await pool.execute(
            """
            UPDATE provider_events SET state = $2, next_try_at = $3, last_error = $4
            WHERE id = $1 AND state IN ('received', 'parked', 'failed')
            """, PostgresParameters(id.stored, state.rawValue, retryAt?.stored, error))
    }

    /// Gives up on an event and puts it on the list of what people have to look at, in one step; `false` if it was settled
    /// meanwhile.
    package func putUpForReview(
        _ id: ProviderEventID, kind: String, detail: String, at time: Timestamp
    ) async throws -> Bool {
        try await pool.execute(
            """
            WITH settled AS (
                UPDATE provider_events SET state = 'review', next_try_at = NULL, last_error = $3
                WHERE id = $1 AND state IN ('received', 'parked', 'failed') RETURNING id, session_id, subscription_id)
            INSERT INTO reviews
                (id, organization_id, session_id, subscription_id, provider_event_id, kind, detail, created_at)
            SELECT $5, coalesce(
                    (SELECT s.organization_id FROM checkout_sessions s WHERE s.id = settled.session_id),
                    (SELECT u.organization_id FROM subscriptions u WHERE u.id = settled.subscription_id)),
                settled.session_id, settled.subscription_id, settled.id, $2, $3, $4
            FROM settled
            """,
            PostgresParameters(
                id.stored, kind, String(detail.unicodeScalars.filter { $0 != "\0" }), time.stored,
                ReviewID.random().stored)) > 0
    }

    /// Has an event handled again that nobody tries any more: by hand. What was up for review because of it is resolved by
    /// that; if it fails once more, there is a new one.
    package func replay(_ id: ProviderEventID, at time: Timestamp) async throws -> Bool {
        try await pool.first(
            """
            WITH replayed AS (
                UPDATE provider_events SET state = 'received', next_try_at = $2, tries = 0
                WHERE id = $1 AND state IN ('received', 'parked', 'failed', 'ignored', 'review') RETURNING id),
            resolved AS (
                UPDATE reviews r SET resolved_at = greatest(r.created_at, $2), note = $3 FROM replayed
                WHERE r.provider_event_id = replayed.id AND r.resolved_at IS NULL)
            SELECT true FROM replayed
            """, PostgresParameters(id.stored, time.stored, Self.replayNote)
        ) { _ in true } ?? false
    }

    package static let replayNote = "The event was given another try."

    package func find(_ id: ProviderEventID) async throws -> StoredProviderEvent? {
        try await pool.first(Self.findByID, PostgresParameters(id.stored)) { row in try StoredProviderEvent(row) }
    }

    package func find(_ provider: PaymentProvider, eventID: String) async throws -> StoredProviderEvent? {
        try await pool.first(Self.findByEventID, PostgresParameters(provider.rawValue, eventID)) { row in
            try StoredProviderEvent(row)
        }
    }

    private static let findByID = PostgresStatement(joining: [
        "SELECT", StoredProviderEvent.columns, "FROM provider_events e WHERE e.id = $1",
    ])
    private static let findByEventID = PostgresStatement(joining: [
        "SELECT", StoredProviderEvent.columns, "FROM provider_events e WHERE e.provider = $1 AND e.event_id = $2",
    ])
}
