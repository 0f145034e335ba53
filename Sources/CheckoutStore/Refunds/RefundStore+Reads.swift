package import Checkout
import Postgres

/// Which refunds of a merchant are wanted; what is `nil` does not matter.
package struct RefundFilter: Hashable, Sendable {
    package var organizationID: OrganizationID
    package var livemode: Bool
    package var session: CheckoutSessionID?
    package var subscription: SubscriptionID?
    package var intentID: String?
    package var status: RefundReport.Status?

    package init(organizationID: OrganizationID, livemode: Bool) {
        self.organizationID = organizationID
        self.livemode = livemode
    }
}

extension RefundStore {
    package func find(
        _ id: RefundID, of organization: OrganizationID, livemode: Bool
    ) async throws -> RefundRecord? {
        try await pool.first(Self.byID, PostgresParameters(id.stored, organization.stored, livemode)) { row in
            try RefundRecord(row)
        }
    }

    package func find(_ id: RefundID) async throws -> RefundRecord? {
        try await pool.first(Self.byIDAlone, PostgresParameters(id.stored)) { row in try RefundRecord(row) }
    }

    /// Newest first.
    package func list(
        _ filter: RefundFilter, after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<RefundRecord> {
        let place = cursor ?? .start
        let found = try await pool.query(
            Self.statement(filter),
            PostgresParameters(
                filter.organizationID.stored, filter.livemode, place.createdAt.stored, place.id.stored,
                filter.session?.stored, filter.subscription?.stored, filter.intentID, filter.status?.rawValue, limit + 1
            )
        ) { row in try RefundRecord(row) }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.terms.createdAt, id: $0.id.id) }
    }

    /// Refunds whose time has come, each to one worker; they come back after the lease unless they are taken a step
    /// further.
    package func claimDue(at time: Timestamp, lease: Duration, limit: Int) async throws -> [RefundID] {
        try await pool.query(
            """
            WITH claimed AS MATERIALIZED (
                SELECT id FROM refunds WHERE check_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
                ORDER BY check_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE refunds r SET claimed_until = $3 FROM claimed WHERE r.id = claimed.id
            RETURNING r.id
            """, PostgresParameters(time.stored, limit, (time + lease).stored)
        ) { row in RefundID(stored: try row.decode(0)) }
    }

    /// How many are due, and since when the first of them: for metrics.
    package func backlog(at time: Timestamp) async throws -> (count: Int, oldest: Timestamp?) {
        let row = try await pool.first(
            "SELECT count(*), min(check_at) FROM refunds WHERE check_at <= $1", PostgresParameters(time.stored)
        ) { row in (try row.decode(0, as: Int.self), try row.decode(1, as: PostgresTimestamp?.self)) }
        return (row?.0 ?? 0, row?.1.map { Timestamp(stored: $0) })
    }

    private static let byID = PostgresStatement(joining: [
        "SELECT", RefundRecord.columns,
        "FROM refunds r WHERE r.id = $1 AND r.organization_id = $2 AND r.livemode = $3",
    ])
    private static let byIDAlone = PostgresStatement(joining: [
        "SELECT", RefundRecord.columns, "FROM refunds r WHERE r.id = $1",
    ])

    /// One for each index that leads there: a plan that fits every filter would read all refunds of the merchant.
    private static func statement(_ filter: RefundFilter) -> PostgresStatement {
        if filter.session != nil { return ofSession }
        return filter.subscription == nil ? all : ofSubscription
    }

    private static let all = PostgresStatement(joining: [
        "SELECT", RefundRecord.columns, start, "AND $5::uuid IS NULL AND $6::uuid IS NULL", end,
    ])
    private static let ofSession = PostgresStatement(joining: [
        "SELECT", RefundRecord.columns, start,
        "AND r.session_id = $5 AND ($6::uuid IS NULL OR r.subscription_id = $6)", end,
    ])
    private static let ofSubscription = PostgresStatement(joining: [
        "SELECT", RefundRecord.columns, start, "AND $5::uuid IS NULL AND r.subscription_id = $6", end,
    ])

    private static let start: StaticString = """
        FROM refunds r
        WHERE r.organization_id = $1 AND r.livemode = $2 AND (r.created_at, r.id) < ($3, $4)
            AND ($7::text IS NULL OR r.intent_id = $7) AND ($8::text IS NULL OR r.status = $8)
        """
    private static let end: StaticString = "ORDER BY r.created_at DESC, r.id DESC LIMIT $9"
}
