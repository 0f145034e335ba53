package import Checkout
package import Postgres

/// Session tokens that were taken back before their time.
package struct TokenRevocations: Sendable {
    private let pool: PostgresPool
    private let byToken: PostgresLookup<PostgresUUID, [OrganizationID]>

    package init(_ pool: PostgresPool) {
        self.pool = pool
        byToken = PostgresLookup(
            pool,
            """
            SELECT token_id, array_agg(organization_id) FROM session_token_revocations
            WHERE token_id = ANY($1) GROUP BY token_id
            """
        ) { row in (try row.decode(0), try row.decode(1, as: [PostgresUUID].self).map { OrganizationID(stored: $0) }) }
    }

    /// Kept until `expiresAt`, when the token is worth nothing anyway. Doing it twice is no change.
    package func revoke(
        _ token: SessionTokenID, of organization: OrganizationID, at time: Timestamp, expiresAt: Timestamp
    ) async throws {
        try await pool.execute(
            """
            INSERT INTO session_token_revocations (token_id, organization_id, revoked_at, expires_at)
            VALUES ($1, $2, $3, $4) ON CONFLICT (token_id, organization_id) DO NOTHING
            """, PostgresParameters(token.stored, organization.stored, time.stored, expiresAt.stored))
    }

    /// Whether the organization whose token it is has taken it back: nobody can take back another's. Coalesced.
    package func isRevoked(_ token: SessionTokenID, of organization: OrganizationID) async throws -> Bool {
        try await byToken.find(token.stored)?.contains(organization) ?? false
    }
}
