package import Checkout
import Postgres

/// What everybody may know of a session at this moment.
package final class PublicSession: Sendable {
    package let organizationID: OrganizationID
    package let change: SessionChange
    package let updatedAt: Timestamp
    /// When the provider was last asked about it.
    package let checkedAt: Timestamp?
    package let hasIntent: Bool
    /// Whether an attempt to pay has begun and not ended.
    package let isUnderWay: Bool

    init(
        organizationID: OrganizationID, change: SessionChange, updatedAt: Timestamp, checkedAt: Timestamp?,
        hasIntent: Bool, isUnderWay: Bool
    ) {
        self.organizationID = organizationID
        self.change = change
        self.updatedAt = updatedAt
        self.checkedAt = checkedAt
        self.hasIntent = hasIntent
        self.isUnderWay = isUnderWay
    }

    package var version: Int { change.version }
    package var status: SessionStatus { change.status }
    package var body: [UInt8] { change.body }
}

/// The coalesced look-ups of one loop.
struct SessionReads {
    let publicSessions: PostgresLookup<PostgresUUID, PublicSession>
    let records: PostgresLookup<PostgresUUID, SessionRecord>
    private let stripeIntents: PostgresLookup<String, CheckoutSessionID>
    private let paddleIntents: PostgresLookup<String, CheckoutSessionID>

    init(_ pool: PostgresPool) {
        publicSessions = PostgresLookup(
            pool,
            """
            SELECT s.id, s.organization_id, s.version, s.status, s.public_body, s.updated_at, s.checked_at,
                s.intent_id IS NOT NULL,
                coalesce(s.attempt_outcome IN ('started', 'unknown', 'requires_action', 'processing'), false)
            FROM checkout_sessions s
            WHERE s.id = ANY($1) AND s.public_body IS NOT NULL
            """
        ) { row in
            var cursor = ColumnCursor()
            let id: CheckoutSessionID = try cursor.id(row)
            let organizationID: OrganizationID = try cursor.id(row)
            let change = SessionChange(
                sessionID: id, version: try cursor.next(row), status: try cursor.word(row),
                body: cursor.optionalUTF8(row) ?? [])
            let session = PublicSession(
                organizationID: organizationID, change: change, updatedAt: try cursor.time(row),
                checkedAt: try cursor.optionalTime(row), hasIntent: try cursor.next(row),
                isUnderWay: try cursor.next(row))
            return (id.stored, session)
        }
        records = PostgresLookup(pool, SessionRecord.findStatement) { row in
            let record = try SessionRecord(row)
            return (record.id.stored, record)
        }
        stripeIntents = Self.intents(
            pool,
            """
            SELECT provider_intent_id, session_id FROM payment_intents
            WHERE provider = 'stripe' AND provider_intent_id = ANY($1)
            """)
        paddleIntents = Self.intents(
            pool,
            """
            SELECT provider_intent_id, session_id FROM payment_intents
            WHERE provider = 'paddle' AND provider_intent_id = ANY($1)
            """)
    }

    private static func intents(
        _ pool: PostgresPool, _ statement: PostgresStatement
    ) -> PostgresLookup<String, CheckoutSessionID> {
        PostgresLookup(pool, statement) { row in (try row.decode(0), CheckoutSessionID(stored: try row.decode(1))) }
    }

    func intents(of provider: PaymentProvider) -> PostgresLookup<String, CheckoutSessionID> {
        switch provider {
        case .stripe: stripeIntents
        case .paddle: paddleIntents
        }
    }
}

extension SessionStore {
    /// The public view: the look-ups of a tick are one statement. `nil` for a session that nobody can see yet.
    package func publicSession(_ id: CheckoutSessionID) async throws -> PublicSession? {
        try await reads.publicSessions.find(id.stored)
    }

    /// Everything about a session, also one that nobody can see yet.
    package func record(_ id: CheckoutSessionID) async throws -> SessionRecord? {
        try await reads.records.find(id.stored)
    }

    /// Which session a provider's intent belongs to. Coalesced, since events come in bursts.
    package func sessionID(ofIntent intentID: String, provider: PaymentProvider) async throws -> CheckoutSessionID? {
        try await reads.intents(of: provider).find(intentID)
    }
}
