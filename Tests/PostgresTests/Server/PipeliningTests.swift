import EventLoop
import Postgres
import TestSupport
import Testing

/// Callers that share one connection do not notice each other.
@Suite struct PipeliningTests {
    @Test func aFailureTouchesNobodyElse() async throws {
        try await withPool({ pool, _ in pool.maximumConnections = 1 }) { pool, _ in
            try await pool.execute("CREATE TABLE t (id int PRIMARY KEY)")
            let outcomes = await withTaskGroup { group in
                for number in 0..<60 {
                    group.addTask {
                        do throws(PostgresError) {
                            // Every third statement collides with the one before it, or fails by itself.
                            let id = number % 3 == 2 ? number - 1 : number
                            try await pool.execute("INSERT INTO t VALUES ($1)", PostgresParameters(Int32(id)))
                            return (number, true)
                        } catch {
                            #expect(error.kind == .uniqueViolation(constraint: "t_pkey"))
                            return (number, false)
                        }
                    }
                }
                return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
            }
            #expect(outcomes.count == 60)
            for (number, succeeded) in outcomes where number % 3 == 0 { #expect(succeeded) }
            #expect(outcomes.values.count { $0 } == 40)
            #expect(try await pool.first("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) } == 40)
        }
    }

    @Test func answersGoToWhoAsked() async throws {
        try await withPool({ pool, _ in pool.maximumConnections = 2 }) { pool, _ in
            try await withThrowingTaskGroup { group in
                for number in 0..<500 {
                    group.addTask {
                        let answer = try await pool.first("SELECT $1", PostgresParameters(number)) { row in
                            try row.decode(0, as: Int.self)
                        }
                        #expect(answer == number)
                    }
                }
                try await group.waitForAll()
            }
            #expect(pool.snapshot.opened <= 2)
            #expect(pool.snapshot.statements >= 500)
        }
    }

    /// More than the sockets' buffers hold, both ways at once: whoever writes without reading would wait for ever.
    @Test func largeValuesFlowBothWays() async throws {
        try await withPool({ pool, _ in pool.maximumConnections = 1 }) { pool, _ in
            let large = String(repeating: "0123456789abcdef", count: 128 * 1_024)
            try await withThrowingTaskGroup { group in
                for _ in 0..<6 {
                    group.addTask {
                        let back = try await pool.first("SELECT $1", PostgresParameters(large)) { row in
                            try row.decode(0, as: String.self)
                        }
                        #expect(back?.utf8.count == large.utf8.count)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
