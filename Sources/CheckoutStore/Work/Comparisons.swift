package import Checkout
package import Postgres

/// What is to be compared with the provider, and when.
package struct Comparisons: Sendable {
    let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// Subscriptions whose comparison has come due, each to one worker; they come back after the lease.
    package func claim(at time: Timestamp, lease: Duration, limit: Int) async throws -> [SubscriptionID] {
        try await pool.query(
            """
            WITH claimed AS MATERIALIZED (
                SELECT id FROM subscriptions WHERE compare_at <= $1 ORDER BY compare_at LIMIT $2
                FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE subscriptions u SET compare_at = $3 FROM claimed WHERE u.id = claimed.id
            RETURNING u.id
            """, PostgresParameters(time.stored, limit, (time + lease).stored)
        ) { row in SubscriptionID(stored: try row.decode(0)) }
    }

    /// `nil` for never again.
    package func compareNext(_ id: SubscriptionID, at time: Timestamp?) async throws {
        try await pool.execute(
            "UPDATE subscriptions SET compare_at = $2 WHERE id = $1", PostgresParameters(id.stored, time?.stored))
    }

    /// How many wait, and since when the first of them: for metrics.
    package func backlog(at time: Timestamp) async throws -> (count: Int, oldest: Timestamp?) {
        let row = try await pool.first(
            "SELECT count(*), min(compare_at) FROM subscriptions WHERE compare_at <= $1",
            PostgresParameters(time.stored)
        ) { row in (try row.decode(0, as: Int.self), try row.decode(1, as: PostgresTimestamp?.self)) }
        return (row?.0 ?? 0, row?.1.map { Timestamp(stored: $0) })
    }

    // MARK: Sweeps

    /// Begins a pass if it is time for it and no other process is at it; `seenUntil` is where the last one ended.
    package func beginSweep(
        _ name: String, at time: Timestamp, lease: Duration
    ) async throws -> (isBegun: Bool, seenUntil: Timestamp?) {
        let seen = try await pool.first(
            """
            INSERT INTO sweeps AS s (name, next_at) VALUES ($1, $3)
            ON CONFLICT (name) DO UPDATE SET next_at = $3 WHERE s.next_at <= $2
            RETURNING seen_until
            """, PostgresParameters(name, time.stored, (time + lease).stored)
        ) { row in try row.decode(0, as: PostgresTimestamp?.self) }
        guard let seen else { return (false, nil) }
        return (true, seen.map { Timestamp(stored: $0) })
    }

    /// It goes on for longer than its lease.
    package func continueSweep(_ name: String, until time: Timestamp) async throws {
        try await pool.execute("UPDATE sweeps SET next_at = $2 WHERE name = $1", PostgresParameters(name, time.stored))
    }

    package func endSweep(_ name: String, seenUntil: Timestamp, next: Timestamp) async throws {
        try await pool.execute(
            "UPDATE sweeps SET seen_until = $2, next_at = $3 WHERE name = $1",
            PostgresParameters(name, seenUntil.stored, next.stored))
    }
}
