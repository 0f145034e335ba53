import Checkout
import CheckoutStore
import EventLoop
import Postgres
import TestSupport
import Testing

/// A new database's first statements are prepared while its tables are nearly empty; their plans have to do for the
/// thousands of rows of the next minute.
@Suite struct PlanTests {
    @Test func nothingReadsATableFromEndToEnd() async throws {
        try await StoreFixture.with { fixture in
            // Often enough for the server to settle on a plan.
            for _ in 0..<12 {
                let record = try await fixture.openSession()
                _ = try await fixture.store.publicSession(record.id)
                _ = try await fixture.store.record(record.id)
                _ = try await fixture.store.sessionID(ofIntent: "pi_\(record.id)", provider: .stripe)
                _ = try await fixture.store.changes(of: record.id, after: 0)
                #expect(await fixture.feed.next(record.id, after: 0, within: .seconds(10))?.version == 1)
                try await EventFeedTests.decline(fixture, record.id, times: 1)
                _ = try await DueWork(fixture.pool).claim(
                    at: StoreFixture.start + .seconds(9000), lease: .seconds(1), limit: 5)
                _ = try await fixture.store.timeline(record.id)
                _ = try await fixture.store.list(
                    SessionFilter(organizationID: StoreFixture.organization, livemode: false), limit: 5)
            }
            try await fixture.feed.stop()
            await fixture.pool.shutdown()
            let pool = PostgresPool(fixture.database.target, loop: fixture.loop)
            // A backend tells its statistics when it exits.
            var others = 1
            for _ in 0..<10_000 where others > 0 {
                others =
                    try await pool.first(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND backend_type = 'client backend'
                            AND pid <> pg_backend_pid()
                        """
                    ) { row in try row.decode(0, as: Int.self) } ?? 0
            }
            let scanned = try await pool.query(
                """
                SELECT relname || ' ' || seq_scan FROM pg_stat_user_tables
                WHERE relname IN ('checkout_sessions', 'session_events', 'session_due', 'payment_attempts',
                    'payment_intents', 'provider_events')
                    -- Making an index is a scan too.
                    AND seq_scan > 8
                """
            ) { row in try row.decode(0, as: String.self) }
            await pool.shutdown()
            #expect(scanned == [])
        }
    }
}
