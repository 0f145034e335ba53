import EventLoop
import Postgres
import TestSupport
import Testing

/// Callers that give up, and what becomes of their statement and their connection.
@Suite struct CancellationTests {
    private static let forever: PostgresStatement = "SELECT pg_sleep(1000)"
    /// Seen from another database, so that nothing of it runs on the pool that is tested.
    private static let sleepers: PostgresStatement = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = $1 AND state = 'active' AND query LIKE '%pg_sleep(1000)%' AND pid <> pg_backend_pid()
        """

    private func single(_ pool: inout PoolOptions, _ options: inout PostgresOptions) {
        pool.maximumConnections = 1
        options.statementTimeout = .seconds(300)
        options.answerTimeout = .seconds(300)
    }

    private func sleeping(_ database: TestDatabase, _ observer: PostgresConnection) async throws -> Int {
        try await observer.query(Self.sleepers, PostgresParameters(database.name)) { try $0.decode(0, as: Int.self) }
            .first ?? 0
    }

    private func observer(_ database: TestDatabase, _ loop: EventLoop) async throws -> PostgresConnection {
        try await PostgresConnection.connect(
            to: database.target.with(database: "postgres"), options: .patient, loop: loop)
    }

    @Test func aCancelledCallerInterruptsItsStatement() async throws {
        try await withPool(single) { pool, database in
            let observer = try await observer(database, pool.loop)
            let task = Task(executorPreference: pool.loop) {
                try await failure { try await pool.execute(Self.forever) }
            }
            try await eventually("it runs", on: pool.loop) { try await sleeping(database, observer) == 1 }
            task.cancel()
            #expect(try await task.value.kind == .cancelled(commit: .certainlyNot))
            #expect(try await sleeping(database, observer) == 0)
            // The connection is in a known state, and the same one.
            #expect(try await pool.first("SELECT 1") { try $0.decode(0, as: Int.self) } == 1)
            #expect(pool.snapshot.opened == 1)
            observer.close()
        }
    }

    @Test func bystandersOfACancelledStatementDoNotNotice() async throws {
        try await withPool(single) { pool, database in
            let observer = try await observer(database, pool.loop)
            try await pool.execute("CREATE TABLE t (id int)")
            for round in 0..<10 {
                let task = Task(executorPreference: pool.loop) {
                    try await failure { try await pool.execute(Self.forever) }
                }
                try await eventually("it runs", on: pool.loop) { try await sleeping(database, observer) == 1 }
                let others = (0..<20).map { _ in
                    Task(executorPreference: pool.loop) {
                        try await pool.execute("INSERT INTO t VALUES ($1)", PostgresParameters(Int32(round)))
                    }
                }
                task.cancel()
                #expect(try await task.value.kind == .cancelled(commit: .certainlyNot))
                for other in others { #expect(try await other.value == 1) }
            }
            #expect(try await pool.first("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) } == 200)
            #expect(pool.snapshot.opened == 1)
            observer.close()
        }
    }

    @Test func whoWaitsBehindOthersLeavesAtOnce() async throws {
        try await withPool(single) { pool, database in
            let observer = try await observer(database, pool.loop)
            let first = Task(executorPreference: pool.loop) {
                try await failure { try await pool.execute(Self.forever) }
            }
            try await eventually("it runs", on: pool.loop) { try await sleeping(database, observer) == 1 }
            let second = Task(executorPreference: pool.loop) {
                try await failure { try await pool.execute(Self.forever) }
            }
            try await eventually("it was sent", on: pool.loop) { pool.snapshot.statements >= 3 }
            second.cancel()
            // It was sent, and nobody can tell yet what the server will make of it.
            #expect(try await second.value.kind == .cancelled(commit: .maybe))
            first.cancel()
            #expect(try await first.value.kind == .cancelled(commit: .certainlyNot))
            // The server comes to the second one and is interrupted again.
            try await eventually("both are over", on: pool.loop) { try await sleeping(database, observer) == 0 }
            #expect(try await pool.first("SELECT 1") { try $0.decode(0, as: Int.self) } == 1)
            observer.close()
        }
    }

    /// The cancel request gets lost, and the statement succeeds: then its rows are the truth, and the caller gets them.
    @Test func aStatementThatSucceedsInSpiteOfItsCancellationHasSucceeded() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let proxy = try TCPProxy(to: .loopback(port: database.cluster.port), loop: loop)
            proxy.onRequest = { Array($0.dropFirst(4).prefix(4)) == [0x04, 0xD2, 0x16, 0x2E] ? .swallow : .pass }
            let target = try PostgresTarget(
                "host=127.0.0.1 port=\(proxy.port) user=till dbname=\(database.name) sslmode=disable")
            var options = PostgresOptions.patient
            options.cancelTimeout = .seconds(300)
            let pool = PostgresPool(target, loop: loop, options: options, pool: .patient)
            let holder = try await PostgresConnection.connect(to: database.target, options: .patient, loop: loop)
            try await holder.execute("SELECT pg_advisory_lock(4711)")
            let task = Task(executorPreference: loop) {
                try await pool.query("SELECT 7 FROM pg_advisory_lock_shared(4711)") { try $0.decode(0, as: Int.self) }
            }
            try await eventually("it waits for the lock", on: loop) {
                let waiting = try await holder.query("SELECT pid FROM pg_locks WHERE objid = 4711 AND NOT granted") {
                    try $0.decode(0, as: Int.self)
                }
                return waiting.count == 1
            }
            task.cancel()
            try await holder.execute("SELECT pg_advisory_unlock(4711)")
            #expect(try await task.value == [7])
            holder.close()
            // The lost cancel request holds the connection back until the proxy ends it.
            proxy.close()
            await pool.shutdown()
        }
    }

    @Test func aDeadlineInterruptsTheStatement() async throws {
        try await withPool(single) { pool, _ in
            try await pool.execute("SELECT 1")
            let error = try await failure { try await pool.execute(Self.forever, timeout: .milliseconds(50)) }
            #expect(error.kind == .timeout(commit: .certainlyNot))
            #expect(try await pool.first("SELECT 1") { try $0.decode(0, as: Int.self) } == 1)
            #expect(pool.snapshot.opened == 1)
        }
    }

    @Test func aCancelledTransactionIsRolledBack() async throws {
        try await withPool(single) { pool, database in
            let observer = try await observer(database, pool.loop)
            try await pool.execute("CREATE TABLE t (id int)")
            let task = Task(executorPreference: pool.loop) {
                try await failure {
                    try await pool.transaction { tx in
                        try await tx.execute("INSERT INTO t VALUES (1)")
                        try await tx.execute(Self.forever)
                    }
                }
            }
            try await eventually("it runs", on: pool.loop) { try await sleeping(database, observer) == 1 }
            task.cancel()
            #expect(try await task.value.kind == .cancelled(commit: .certainlyNot))
            #expect(try await pool.first("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) } == 0)
            #expect(pool.snapshot.opened == 1)
            observer.close()
        }
    }

    @Test func aTaskThatIsCancelledBeforeItsCommitDoesNotCommit() async throws {
        try await withPool(single) { pool, _ in
            try await pool.execute("CREATE TABLE t (id int)")
            let task = Task(executorPreference: pool.loop) {
                try await failure {
                    try await pool.transaction { tx in
                        try await tx.execute("INSERT INTO t VALUES (1)")
                        withUnsafeCurrentTask { $0?.cancel() }
                    }
                }
            }
            #expect(try await task.value.kind == .cancelled(commit: .certainlyNot))
            #expect(try await pool.first("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) } == 0)
        }
    }

    @Test func whoWasCancelledBeforeAsksForNothing() async throws {
        try await withPool(single) { pool, database in
            try await pool.execute("SELECT 1")
            let before = pool.snapshot
            let acts: [@Sendable () async throws -> Void] = [
                { try await pool.execute("SELECT 1") }, { try await pool.withConnection { _ in } },
                { _ = try await PostgresConnection.connect(to: database.target, loop: pool.loop) },
            ]
            for act in acts {
                let task = Task(executorPreference: pool.loop) {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return try await failure { try await act() }
                }
                #expect(try await task.value.kind == .cancelled(commit: .certainlyNot))
            }
            #expect(pool.snapshot == before)
        }
    }

    @Test func whoeverShutsThePoolDownIsToldOfItsEnd() async throws {
        try await withPool(single) { pool, _ in
            let others = (0..<3).map { _ in Task(executorPreference: pool.loop) { await pool.shutdown() } }
            await pool.shutdown()
            for other in others { await other.value }
            await pool.shutdown()
            #expect(pool.snapshot.idle == 0)
        }
    }

    @Test func whoWaitsForAConnectionCanLeave() async throws {
        try await withPool(single) { pool, _ in
            try await pool.transaction { _ in
                let transaction = Task(executorPreference: pool.loop) {
                    try await failure { try await pool.transaction { _ in } }
                }
                let statement = Task(executorPreference: pool.loop) {
                    try await failure { try await pool.execute("SELECT 1") }
                }
                try await eventually("both wait", on: pool.loop) { pool.snapshot.waiting == 2 }
                transaction.cancel()
                statement.cancel()
                #expect(try await transaction.value.kind == .cancelled(commit: .certainlyNot))
                #expect(try await statement.value.kind == .cancelled(commit: .certainlyNot))
                #expect(pool.snapshot.waiting == 0)
            }
        }
    }
}
