import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct SmokeTests {
    @Test func queryOnARealServer() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let pool = PostgresPool(database.target, loop: loop)
            let rows = try await pool.query("SELECT $1 + 1, $2", PostgresParameters(41, "hello")) { row in
                (try row.decode(0, as: Int.self), try row.decode(1, as: String.self))
            }
            #expect(rows.count == 1)
            #expect(rows.first?.0 == 42)
            #expect(rows.first?.1 == "hello")
            await pool.shutdown()
        }
    }
}
