import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct LookupTests {
    private func prepare(_ pool: PostgresPool) async throws {
        try await pool.execute("CREATE TABLE t AS SELECT g AS id, 'n' || g AS name FROM generate_series(1, 1000) g")
    }

    private func lookup(
        _ pool: PostgresPool, _ configure: (inout PostgresLookup<Int32, String>.Limits) -> Void = { _ in }
    ) -> PostgresLookup<Int32, String> {
        var limits = PostgresLookup<Int32, String>.Limits()
        limits.timeout = .seconds(60)
        configure(&limits)
        return PostgresLookup(pool, "SELECT id, name FROM t WHERE id = ANY($1)", limits: limits) { row in
            (try row.decode(0), try row.decode(1))
        }
    }

    private func find(
        _ keys: [Int32], _ lookup: PostgresLookup<Int32, String>, on loop: EventLoop
    ) async throws -> [Int32: String?] {
        try await withThrowingTaskGroup { group in
            for key in keys { group.addTask { (key, try await lookup.find(key)) } }
            return try await group.reduce(into: [:]) { $0[$1.0] = .some($1.1) }
        }
    }

    @Test func theCallsOfOneTickBecomeOneStatement() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let lookup = lookup(pool)
            let found = try await find(Array(1...20), lookup, on: pool.loop)
            #expect(found.count == 20)
            for (key, name) in found { #expect(name == "n\(key)") }
            #expect(lookup.statementCount <= 2)
        }
    }

    @Test func manyKeysAreSpreadOverBoundedStatements() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let lookup = lookup(pool) { $0.batch = 100 }
            let found = try await find(Array(1...1_000), lookup, on: pool.loop)
            #expect(found.allSatisfy { $0.value == "n\($0.key)" })
            #expect((10...20).contains(lookup.statementCount))
        }
    }

    @Test func absentKeysAreNil() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let found = try await find([1, 5_000], lookup(pool), on: pool.loop)
            #expect(found[1] == .some("n1"))
            #expect(found[5_000] == .some(nil))
        }
    }

    @Test func twoCallersOfOneKeyShareIt() async throws {
        try await withPool { pool, _ in
            try await pool.execute("CREATE SEQUENCE calls")
            // Counts on the server how many keys it was asked for.
            var limits = PostgresLookup<Int32, Int>.Limits()
            limits.timeout = .seconds(60)
            let lookup = PostgresLookup(
                pool, "SELECT k, nextval('calls') FROM unnest($1) k", limits: limits
            ) { row in (try row.decode(0), try row.decode(1)) }
            let values = try await withThrowingTaskGroup { group in
                for _ in 0..<10 { group.addTask { try await lookup.find(7) } }
                return try await group.reduce(into: Set<Int?>()) { $0.insert($1) }
            }
            #expect(values == [1])
        }
    }

    @Test func aCallNeverJoinsAStatementThatWasSentBefore() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let lookup = lookup(pool) { $0.underWay = 1 }
            for round in 1...20 {
                let stale = Task(executorPreference: pool.loop) { try await lookup.find(1) }
                try await pool.execute("UPDATE t SET name = $1 WHERE id = 1", PostgresParameters("v\(round)"))
                // Whatever the first one sees, this one was called after the commit.
                #expect(try await lookup.find(1) == "v\(round)")
                _ = try await stale.value
            }
        }
    }

    @Test func aFailureReachesEveryoneAndIsNotKept() async throws {
        try await withPool { pool, _ in
            let lookup = lookup(pool)
            let states = await withTaskGroup { group in
                for key in Int32(1)...5 {
                    group.addTask {
                        do throws(PostgresError) {
                            _ = try await lookup.find(key)
                            return nil as SQLState?
                        } catch {
                            return error.state
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(states == Array(repeating: SQLState.undefinedTable, count: 5))
            try await prepare(pool)
            #expect(try await lookup.find(3) == "n3")
        }
    }

    @Test func aCallerThatIsCancelledDisturbsNobody() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let lookup = lookup(pool)
            try await pool.transaction { tx in
                // Nothing is answered while the table is locked.
                try await tx.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
                let leaving = Task(executorPreference: pool.loop) { try await lookup.find(1) }
                let staying = Task(executorPreference: pool.loop) { try await lookup.find(1) }
                try await eventually("it was sent", on: pool.loop) { lookup.statementCount == 1 }
                leaving.cancel()
                try await tx.commit(executing: [("SELECT 1", PostgresParameters())])
                #expect(try await staying.value == "n1")
                // An answer, or leave to go if it was late.
                _ = await leaving.result
            }
            let late = Task(executorPreference: pool.loop) {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await failure { try await lookup.find(1) }
            }
            #expect(try await late.value.kind == .cancelled(commit: .certainlyNot))
            #expect(lookup.statementCount == 1)
        }
    }

    @Test func aCallerThatIsCancelledNeedNotWaitForASlowAnswer() async throws {
        let time = ManualClock()
        try await withPool(clock: time.clock) { pool, _ in
            try await prepare(pool)
            let lookup = lookup(pool)
            try await pool.transaction { tx in
                try await tx.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
                let early = Task(executorPreference: pool.loop) { try await failure { try await lookup.find(1) } }
                let late = Task(executorPreference: pool.loop) { try await failure { try await lookup.find(2) } }
                let staying = Task(executorPreference: pool.loop) { try await lookup.find(1) }
                while lookup.statementCount == 0 { await pool.loop.tick() }
                early.cancel()
                await Task.detached { time.advance(by: .milliseconds(50)) }.value
                // Who was cancelled before it was slow, and who is cancelled after.
                #expect(try await early.value.kind == .cancelled(commit: .certainlyNot))
                late.cancel()
                #expect(try await late.value.kind == .cancelled(commit: .certainlyNot))
                // One that joins now waits for the next statement.
                let joining = Task(executorPreference: pool.loop) { try await lookup.find(3) }
                while lookup.statementCount == 1 { await pool.loop.tick() }
                try await tx.commit(executing: [("SELECT 1", PostgresParameters())])
                #expect(try await staying.value == "n1")
                #expect(try await joining.value == "n3")
            }
        }
    }

    @Test func aLostConnectionCostsAMomentOnly() async throws {
        try await withPool({ pool, _ in pool.maximumConnections = 3 }) { pool, database in
            try await prepare(pool)
            let lookup = lookup(pool)
            try await pool.transaction { tx in
                try await tx.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
                let waiting = Task(executorPreference: pool.loop) { try await lookup.find(2) }
                let killer = try await PostgresConnection.connect(
                    to: database.target, options: .patient, loop: pool.loop)
                try await eventually("it is killed", on: pool.loop) {
                    try await killer.query(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE wait_event_type = 'Lock' AND datname = current_database()
                        """
                    ) { try $0.decode(0, as: Bool.self) }.contains(true)
                }
                killer.close()
                try await tx.commit(executing: [("SELECT 1", PostgresParameters())])
                #expect(try await waiting.value == "n2")
            }
        }
    }
}
