package import Checkout
import Postgres

/// Which subscriptions of a merchant are wanted; what is `nil` does not matter.
package struct SubscriptionFilter: Hashable, Sendable {
    package var organizationID: OrganizationID
    package var livemode: Bool
    package var customer: CustomerID?
    package var status: SubscriptionStatus?

    package init(organizationID: OrganizationID, livemode: Bool) {
        self.organizationID = organizationID
        self.livemode = livemode
    }
}

extension SubscriptionStore {
    package func find(
        _ id: SubscriptionID, of organization: OrganizationID, livemode: Bool
    ) async throws -> SubscriptionRecord? {
        try await pool.first(
            Self.byID, PostgresParameters(id.stored, organization.stored, livemode)
        ) { row in try SubscriptionRecord(row) }
    }

    /// Whoever's it is: for events and for work that came due.
    package func find(_ id: SubscriptionID) async throws -> SubscriptionRecord? {
        try await pool.first(Self.byIDAlone, PostgresParameters(id.stored)) { row in try SubscriptionRecord(row) }
    }

    static func find(
        _ id: SubscriptionID, in transaction: PostgresTransaction
    ) async throws -> SubscriptionRecord? {
        try await transaction.first(byIDAlone, PostgresParameters(id.stored)) { row in try SubscriptionRecord(row) }
    }

    /// Which subscription a provider's id belongs to.
    package func id(ofProviderID providerID: String, provider: PaymentProvider) async throws -> SubscriptionID? {
        try await pool.first(
            "SELECT id FROM subscriptions WHERE provider = $1 AND provider_subscription_id = $2",
            PostgresParameters(provider.rawValue, providerID)
        ) { row in SubscriptionID(stored: try row.decode(0)) }
    }

    /// Newest first.
    package func list(
        _ filter: SubscriptionFilter, after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<SubscriptionRecord> {
        let place = cursor ?? .start
        let found = try await pool.query(
            filter.customer == nil ? Self.all : Self.ofCustomer,
            PostgresParameters(
                filter.organizationID.stored, filter.livemode, place.createdAt.stored, place.id.stored,
                filter.customer?.stored, filter.status?.rawValue, limit + 1)
        ) { row in try SubscriptionRecord(row) }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.terms.createdAt, id: $0.id.id) }
    }

    /// Subscriptions whose time has come, each to one worker; they come back after the lease unless they are taken a step
    /// further.
    package func claimDue(at time: Timestamp, lease: Duration, limit: Int) async throws -> [SubscriptionID] {
        try await pool.query(
            """
            WITH claimed AS MATERIALIZED (
                SELECT id FROM subscriptions WHERE check_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
                ORDER BY check_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE subscriptions u SET claimed_until = $3 FROM claimed WHERE u.id = claimed.id
            RETURNING u.id
            """, PostgresParameters(time.stored, limit, (time + lease).stored)
        ) { row in SubscriptionID(stored: try row.decode(0)) }
    }

    /// How many wait for that, and since when the first of them: for metrics.
    package func backlog(at time: Timestamp) async throws -> (count: Int, oldest: Timestamp?) {
        let row = try await pool.first(
            """
            SELECT count(*), min(check_at) FROM subscriptions
            WHERE check_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
            """, PostgresParameters(time.stored)
        ) { row in (try row.decode(0, as: Int.self), try row.decode(1, as: PostgresTimestamp?.self)) }
        return (row?.0 ?? 0, row?.1.map { Timestamp(stored: $0) })
    }

    /// What the provider calls a customer of ours, where it was made known to it before.
    package func providerCustomer(
        of customer: CustomerID, provider: PaymentProvider, accountID: String?
    ) async throws -> String? {
        try await pool.first(
            Self.providerCustomer, PostgresParameters(customer.stored, provider.rawValue, accountID)
        ) { row in try row.decode(0, as: String.self) }
    }

    /// The latest counts.
    static let providerCustomer: PostgresStatement = """
        SELECT provider_customer_id FROM subscriptions
        WHERE customer_id = $1 AND provider = $2 AND account_id IS NOT DISTINCT FROM $3::text
            AND provider_customer_id IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT 1
        """

    /// What happened to it, oldest first.
    package func events(of id: SubscriptionID) async throws -> [SubscriptionEventRow] {
        try await pool.query(
            """
            SELECT sequence, version, status, is_visible, kind, at, detail FROM subscription_events
            WHERE subscription_id = $1 ORDER BY sequence LIMIT 10000
            """, PostgresParameters(id.stored)
        ) { row in
            var cursor = ColumnCursor()
            return SubscriptionEventRow(
                sequence: try cursor.next(row), version: try cursor.next(row), status: try cursor.word(row),
                isVisible: try cursor.next(row), kind: try cursor.next(row), at: try cursor.time(row),
                detail: try cursor.next(row))
        }
    }

    /// Everything that is on record about it, in order. What the provider said stands before what it led to.
    package func timeline(_ id: SubscriptionID) async throws -> [TimelineEntry] {
        let told = try await pool.query(
            """
            SELECT received_at, event_id, type, state, tries, last_error FROM provider_events
            WHERE subscription_id = $1 ORDER BY received_at, event_id LIMIT 1000
            """, PostgresParameters(id.stored)
        ) { row in try TimelineEntry(told: row) }
        let happened = try await events(of: id).map { TimelineEntry(at: $0.at, what: .subscription($0)) }
        return TimelineEntry.merge(told, happened)
    }

    private static let byID = PostgresStatement(joining: [
        "SELECT", SubscriptionRecord.columns,
        "FROM subscriptions u WHERE u.id = $1 AND u.organization_id = $2 AND u.livemode = $3",
    ])
    private static let byIDAlone = PostgresStatement(joining: [
        "SELECT", SubscriptionRecord.columns, "FROM subscriptions u WHERE u.id = $1",
    ])
    private static let start: StaticString = """
        FROM subscriptions u
        WHERE u.organization_id = $1 AND u.livemode = $2 AND (u.created_at, u.id) < ($3, $4)
            AND ($6::text IS NULL OR u.status = $6)
        """
    private static let end: StaticString = "ORDER BY u.created_at DESC, u.id DESC LIMIT $7"
    private static let all = PostgresStatement(joining: [
        "SELECT", SubscriptionRecord.columns, start, "AND $5::uuid IS NULL", end,
    ])
    private static let ofCustomer = PostgresStatement(joining: [
        "SELECT", SubscriptionRecord.columns, start, "AND u.customer_id = $5", end,
    ])
}

/// A line of a subscription's timeline.
package struct SubscriptionEventRow: Hashable, Sendable {
    package let sequence: Int
    package let version: Int
    package let status: SubscriptionStatus
    package let isVisible: Bool
    package let kind: String
    package let at: Timestamp
    package let detail: String?
}
