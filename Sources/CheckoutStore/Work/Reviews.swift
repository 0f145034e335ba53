package import Checkout
package import Postgres

/// The list of what people have to look at.
package struct Reviews: Sendable {
    let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// The longest note, in characters.
    package static let noteCharacterCount = 1000

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

    /// Newest first.
    package func list(
        _ scope: ReviewScope, _ status: ReviewStatus? = nil, after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<Review> {
        let place = cursor ?? .start
        let statement = scope.organizationID == nil ? Self.listAll : Self.listOfOrganization
        let found = try await pool.query(
            statement,
            PostgresParameters(
                scope.organizationID?.stored, scope.livemode, status.map { $0 == .open }, place.createdAt.stored,
                place.id.stored, limit + 1)
        ) { row in try Review(row) }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.createdAt, id: $0.id.id) }
    }

    /// Nil as well when it is not of that scope.
    package func review(_ id: ReviewID, in scope: ReviewScope) async throws -> Review? {
        try await pool.first(Self.byID, Self.parameters(id, scope)) { row in try Review(row) }
    }

    package func openCount(within patience: Duration? = nil) async throws -> Int {
        let statement: PostgresStatement = "SELECT count(*) FROM reviews WHERE resolved_at IS NULL"
        return try await pool.first(statement, timeout: patience) { row in try row.decode(0) } ?? 0
    }

    /// How many of a scope wait for somebody; counting stops at the bound.
    package func openCount(in scope: ReviewScope, upTo bound: Int) async throws -> Int {
        try await pool.first(
            Self.openOfScope, PostgresParameters(scope.organizationID?.stored, scope.livemode, bound)
        ) { row in try row.decode(0) } ?? 0
    }

    /// Those of one session of that scope, newest first.
    package func list(_ scope: ReviewScope, of session: CheckoutSessionID) async throws -> [Review] {
        try await pool.query(
            Self.listOfSession, PostgresParameters(scope.organizationID?.stored, scope.livemode, session.stored)
        ) { row in try Review(row) }
    }

    /// The review as it stands then: the first who resolves it says how. Nil when there is none in that scope.
    package func resolve(
        _ id: ReviewID, in scope: ReviewScope, note: String? = nil, at time: Timestamp
    ) async throws -> Review? {
        guard try await review(id, in: scope) != nil else { return nil }
        try await pool.execute(
            """
            UPDATE reviews SET resolved_at = greatest(created_at, $2), note = $3
            WHERE id = $1 AND resolved_at IS NULL
            """,
            PostgresParameters(id.stored, time.stored, note))
        return try await review(id, in: scope)
    }

    private static func parameters(_ id: ReviewID, _ scope: ReviewScope) -> PostgresParameters {
        PostgresParameters(scope.organizationID?.stored, scope.livemode, id.stored)
    }

    private static let byID = PostgresStatement(joining: [
        "SELECT", Review.livemode, ",", Review.columns,
        """
        FROM reviews r WHERE r.id = $3 AND ($1::uuid IS NULL OR r.organization_id = $1)
            AND ($2::boolean IS NULL OR
        """, Review.livemode, "= $2)",
    ])
    private static let listAll = PostgresStatement(joining: [
        "SELECT", Review.livemode, ",", Review.columns,
        "FROM reviews r WHERE $1::uuid IS NULL AND $2::boolean IS NULL", place,
    ])
    private static let listOfOrganization = PostgresStatement(joining: [
        "SELECT", Review.livemode, ",", Review.columns,
        "FROM reviews r WHERE r.organization_id = $1 AND ($2::boolean IS NULL OR", Review.livemode, "= $2)", place,
    ])
    private static let openOfScope = PostgresStatement(joining: [
        """
        SELECT count(*) FROM (SELECT FROM reviews r
            WHERE r.resolved_at IS NULL AND ($1::uuid IS NULL OR r.organization_id = $1) AND ($2::boolean IS NULL OR
        """, Review.livemode, "= $2) LIMIT $3) AS open",
    ])
    private static let listOfSession = PostgresStatement(joining: [
        "SELECT", Review.livemode, ",", Review.columns,
        """
        FROM reviews r WHERE r.session_id = $3 AND ($1::uuid IS NULL OR r.organization_id = $1)
            AND ($2::boolean IS NULL OR
        """, Review.livemode, "= $2) ORDER BY r.created_at DESC, r.id DESC LIMIT 100",
    ])
    private static let place: StaticString = """
        AND ($3::boolean IS NULL OR (r.resolved_at IS NULL) = $3) AND (r.created_at, r.id) < ($4, $5)
        ORDER BY r.created_at DESC, r.id DESC LIMIT $6
        """
}
