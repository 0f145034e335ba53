package import Checkout
package import Postgres

/// Sessions whose time has come. Any number of workers may claim at once: each row goes to one of them, and comes back
/// after its lease unless a transition has given it another time.
package struct DueWork: Sendable {
    private let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// The sessions that have waited longest, at most `limit`.
    package func claim(at time: Timestamp, lease: Duration, limit: Int) async throws -> [CheckoutSessionID] {
        try await pool.query(
            """
            WITH claimed AS MATERIALIZED (
                SELECT session_id FROM session_due WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            UPDATE session_due d SET due_at = $3 FROM claimed WHERE d.session_id = claimed.session_id
            RETURNING d.session_id
            """, PostgresParameters(time.stored, limit, (time + lease).stored)
        ) { row in CheckoutSessionID(stored: try row.decode(0)) }
    }

    /// How many wait, and since when the first of them: for metrics.
    package func backlog(at time: Timestamp) async throws -> (count: Int, oldest: Timestamp?) {
        let row = try await pool.first(
            "SELECT count(*), min(due_at) FROM session_due WHERE due_at <= $1", PostgresParameters(time.stored)
        ) { row in (try row.decode(0, as: Int.self), try row.decode(1, as: PostgresTimestamp?.self)) }
        return (row?.0 ?? 0, row?.1.map { Timestamp(stored: $0) })
    }
}
