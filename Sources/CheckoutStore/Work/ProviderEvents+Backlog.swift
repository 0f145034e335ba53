package import Checkout
import Postgres

extension ProviderEvents {
    /// When the latest one came, to whichever process.
    package func latest() async throws -> Timestamp? {
        try await pool.first("SELECT max(received_at) FROM provider_events") { row in
            try row.decode(0, as: PostgresTimestamp?.self).map { Timestamp(stored: $0) }
        } ?? nil
    }

    /// How many are due to be tried again, and since when the first of them: for metrics.
    package func backlog(at time: Timestamp) async throws -> (count: Int, oldest: Timestamp?) {
        let row = try await pool.first(
            "SELECT count(*), min(next_try_at) FROM provider_events WHERE next_try_at <= $1",
            PostgresParameters(time.stored)
        ) { row in (try row.decode(0, as: Int.self), try row.decode(1, as: PostgresTimestamp?.self)) }
        return (row?.0 ?? 0, row?.1.map { Timestamp(stored: $0) })
    }
}
