import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct PreparedStatementsTests {
    private static let countPrepared: PostgresStatement = "SELECT count(*) FROM pg_prepared_statements"

    private func single(_ pool: inout PoolOptions, _ options: inout PostgresOptions) {
        pool.maximumConnections = 1
        options.preparedStatements = 4
    }

    private func prepared(_ pool: PostgresPool) async throws -> Int? {
        try await pool.first(Self.countPrepared) { try $0.decode(0, as: Int.self) }
    }

    @Test func aStatementIsPreparedOncePerConnection() async throws {
        try await withPool(single) { pool, _ in
            let statement: PostgresStatement = "SELECT 'once'"
            let before = try await prepared(pool)
            for _ in 0..<10 { try await pool.execute(statement) }
            #expect(try await prepared(pool) == (before ?? 0) + 1)
        }
    }

    @Test func theCacheIsBoundedOnTheServerToo() async throws {
        try await withPool(single) { pool, _ in
            for statement in ["SELECT 1", "SELECT 2", "SELECT 3", "SELECT 4", "SELECT 5", "SELECT 6"]
                as [PostgresStatement]
            {
                try await pool.execute(statement)
            }
            let count = try await prepared(pool)
            #expect(count ?? 99 <= 4)
        }
    }

    @Test func aChangedResultTypeIsPreparedAnew() async throws {
        try await withPool(single) { pool, _ in
            try await pool.execute("CREATE TABLE t AS SELECT 1 AS a")
            let all: PostgresStatement = "SELECT * FROM t"
            #expect(try await pool.first(all) { row in row.columnCount } == 1)
            try await pool.execute("ALTER TABLE t ADD COLUMN b int")
            #expect(try await pool.first(all) { row in row.columnCount } == 2)
            // Inside a transaction the failure has to be told, and the next attempt works.
            try await pool.execute("ALTER TABLE t ADD COLUMN c int")
            let error = try await failure {
                try await pool.transaction { tx in _ = try await tx.query(all) { row in row.columnCount } }
            }
            #expect(error.state == .featureNotSupported)
            let columns = try await pool.transaction { tx in try await tx.first(all) { row in row.columnCount } }
            #expect(columns == 3)
        }
    }

    @Test func vanishedStatementsArePreparedAnew() async throws {
        try await withPool(single) { pool, _ in
            let statement: PostgresStatement = "SELECT 'gone'"
            try await pool.execute(statement)
            try await pool.execute("DEALLOCATE ALL")
            #expect(try await pool.first(statement) { try $0.decode(0, as: String.self) } == "gone")
        }
    }

    @Test func aStatementThatCannotBePreparedFailsEveryTime() async throws {
        try await withPool(single) { pool, _ in
            let wrong: PostgresStatement = "SELECT missing FROM nowhere"
            for _ in 0..<3 {
                let error = try await failure { try await pool.execute(wrong) }
                #expect(error.state == .undefinedTable)
            }
            try await pool.execute("CREATE TABLE nowhere (missing int)")
            #expect(try await pool.execute(wrong) == 0)
        }
    }

    /// Both are sent before the first answer is there: the second relies on a preparation that fails.
    @Test func twoAtOnceOfAStatementThatCannotBePreparedBothFail() async throws {
        try await withPool(single) { pool, _ in
            try await pool.execute("SELECT 1")
            let wrong: PostgresStatement = "SELECT missing FROM nowhere"
            let states = await withTaskGroup { group in
                for _ in 0..<5 {
                    group.addTask {
                        do throws(PostgresError) {
                            try await pool.execute(wrong)
                            return nil as SQLState?
                        } catch {
                            return error.state
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(states == Array(repeating: SQLState.undefinedTable, count: 5))
        }
    }
}
