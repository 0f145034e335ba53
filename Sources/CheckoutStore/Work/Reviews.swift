package import Checkout
package import Postgres

/// Something a person has to look at.
package struct Review: Hashable, Sendable {
    package let id: ReviewID
    package let organizationID: OrganizationID?
    package let sessionID: CheckoutSessionID?
    package let providerEventID: ProviderEventID?
    package let kind: String
    package let detail: String
    package let createdAt: Timestamp
    package let resolvedAt: Timestamp?

    static let columns: StaticString =
        "id, organization_id, session_id, provider_event_id, kind, detail, created_at, resolved_at"

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        id = try cursor.id(row)
        organizationID = try cursor.optionalID(row)
        sessionID = try cursor.optionalID(row)
        providerEventID = try cursor.optionalID(row)
        kind = try cursor.next(row)
        detail = try cursor.next(row)
        createdAt = try cursor.time(row)
        resolvedAt = try cursor.optionalTime(row)
    }
}

/// The list of what people have to look at.
package struct Reviews: Sendable {
    private let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// For what no session's machine could decide: an event about an intent that never turned up, for instance.
    package func add(
        kind: String, detail: String, organization: OrganizationID? = nil, session: CheckoutSessionID? = nil,
        event: ProviderEventID? = nil, at time: Timestamp
    ) async throws {
        try await pool.execute(
            """
            INSERT INTO reviews (id, organization_id, session_id, provider_event_id, kind, detail, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            PostgresParameters(
                ReviewID.random().stored, organization?.stored, session?.stored, event?.stored, kind, detail,
                time.stored))
    }

    /// Oldest first.
    package func open(limit: Int) async throws -> [Review] {
        try await pool.query(Self.openStatement, PostgresParameters(limit)) { row in try Review(row) }
    }

    package func openCount(within patience: Duration? = nil) async throws -> Int {
        let statement: PostgresStatement = "SELECT count(*) FROM reviews WHERE resolved_at IS NULL"
        return try await pool.first(statement, timeout: patience) { row in try row.decode(0) } ?? 0
    }

    package func resolve(_ id: ReviewID, at time: Timestamp) async throws -> Bool {
        try await pool.execute(
            "UPDATE reviews SET resolved_at = $2 WHERE id = $1 AND resolved_at IS NULL",
            PostgresParameters(id.stored, time.stored)) > 0
    }

    private static let openStatement = PostgresStatement(joining: [
        "SELECT", Review.columns, "FROM reviews WHERE resolved_at IS NULL ORDER BY created_at LIMIT $1",
    ])
}
