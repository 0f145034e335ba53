package import Checkout
package import Postgres

/// Removes what is of no use any more, a bounded number of rows at a time; call again while it answers the limit.
package struct Pruning: Sendable {
    private let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// Keys count as new again after their day.
    package func idempotencyKeys(usedBefore time: Timestamp, limit: Int) async throws -> Int {
        try await pool.execute(
            """
            DELETE FROM idempotency_keys WHERE (organization_id, livemode, key) IN (
                SELECT organization_id, livemode, key FROM idempotency_keys WHERE created_at < $1
                ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, PostgresParameters(time.stored, limit))
    }

    package func orderFingerprints(expiredBefore time: Timestamp, limit: Int) async throws -> Int {
        try await pool.execute(
            """
            DELETE FROM order_fingerprints WHERE fingerprint IN (
                SELECT fingerprint FROM order_fingerprints WHERE expires_at < $1
                ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, PostgresParameters(time.stored, limit))
    }

    package func tokenRevocations(expiredBefore time: Timestamp, limit: Int) async throws -> Int {
        try await pool.execute(
            """
            DELETE FROM session_token_revocations WHERE token_id IN (
                SELECT token_id FROM session_token_revocations WHERE expires_at < $1
                ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, PostgresParameters(time.stored, limit))
    }

    /// Settled events only: what waits for a person, or for a retry, is kept.
    package func providerEvents(receivedBefore time: Timestamp, limit: Int) async throws -> Int {
        try await pool.execute(
            """
            DELETE FROM provider_events WHERE id IN (
                SELECT id FROM provider_events WHERE received_at < $1 AND state IN ('applied', 'ignored')
                ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """, PostgresParameters(time.stored, limit))
    }
}
