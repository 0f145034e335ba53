import EventLoop
import Postgres
import TestSupport
import Testing

/// Backends that die, and what their callers are told about their work.
@Suite struct LostConnectionTests {
    private func patient(_ pool: inout PoolOptions, _ options: inout PostgresOptions) {
        pool.maximumConnections = 2
        options.statementTimeout = .seconds(300)
        options.answerTimeout = .seconds(300)
    }

    /// Ends every backend of the database from outside, once it shows `query`.
    private func terminate(_ database: TestDatabase, whileRunning query: String?, _ loop: EventLoop) async throws {
        let killer = try await PostgresConnection.connect(
            to: database.target.with(database: "postgres"), options: .patient, loop: loop)
        defer { killer.close() }
        try await eventually("it runs", on: loop) {
            let killed = try await killer.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = $1 AND ($2 IS NULL OR query LIKE $2) AND ($2 IS NULL OR state <> 'idle')
                """, PostgresParameters(database.name, query)
            ) { try $0.decode(0, as: Bool.self) }
            return killed.contains(true)
        }
    }

    @Test func anIdleConnectionThatDiesIsReplacedAtOnce() async throws {
        try await withPool(patient) { pool, database in
            try await pool.execute("SELECT 1")
            let opened = pool.snapshot.opened
            try await terminate(database, whileRunning: nil, pool.loop)
            try await eventually("it is replaced", on: pool.loop) { pool.snapshot.opened > opened }
            #expect(try await pool.first("SELECT 1") { try $0.decode(0, as: Int.self) } == 1)
            #expect(pool.snapshot.refused == 0)
        }
    }

    @Test func aStatementThatIsKilledCertainlyDidNotCommit() async throws {
        try await withPool(patient) { pool, database in
            let loop = pool.loop
            let task = Task(executorPreference: loop) {
                try await failure { try await pool.execute("SELECT pg_sleep(1000)") }
            }
            try await terminate(database, whileRunning: "%pg_sleep(1000)%", loop)
            let error = try await task.value
            // The server said so itself before it hung up.
            #expect(error.kind == .connectionLost(commit: .certainlyNot))
            #expect(error.state == .adminShutdown)
        }
    }

    @Test func anOpenTransactionThatIsKilledCertainlyDidNotCommit() async throws {
        try await withPool(patient) { pool, database in
            try await pool.execute("CREATE TABLE t (id int)")
            let error = try await failure {
                try await pool.transaction { tx in
                    try await tx.execute("INSERT INTO t VALUES (1)")
                    try await terminate(database, whileRunning: "%INSERT%", pool.loop)
                    try await tx.execute("INSERT INTO t VALUES (2)")
                }
            }
            #expect(error.kind == .connectionLost(commit: .certainlyNot))
            #expect(try await pool.first("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) } == 0)
        }
    }

    @Test func othersInThePipelineOfAKilledBackendAreToldWhatIsKnown() async throws {
        try await withPool({ pool, options in
            patient(&pool, &options)
            pool.maximumConnections = 1
        }) { pool, database in
            try await pool.execute("CREATE TABLE t (id int)")
            let first = Task(executorPreference: pool.loop) {
                try await failure { try await pool.execute("SELECT pg_sleep(1000)") }
            }
            let second = Task(executorPreference: pool.loop) {
                try await failure { try await pool.execute("INSERT INTO t VALUES (1)") }
            }
            try await terminate(database, whileRunning: "%pg_sleep(1000)%", pool.loop)
            #expect(try await first.value.kind == .connectionLost(commit: .certainlyNot))
            #expect(try await second.value.kind == .connectionLost(commit: .maybe))
        }
    }

    /// A backend that vanishes without a word: everybody else of the cluster goes down with it.
    @Test func aCrashLeavesDoubtAboutWhatWasRunning() async throws {
        let cluster = try await TestCluster.start()
        let database = try await cluster.createDatabase()
        try await withPool(database.target, patient) { pool in
            let statement = Task(executorPreference: pool.loop) {
                try await failure { try await pool.execute("SELECT pg_sleep(1000)") }
            }
            let transaction = Task(executorPreference: pool.loop) {
                try await failure {
                    try await pool.transaction { tx in try await tx.execute("SELECT pg_sleep(1000)") }
                }
            }
            try await eventually("both run", on: pool.loop) { pool.snapshot.busy == 2 }
            await cluster.kill()
            #expect(try await statement.value.kind == .connectionLost(commit: .maybe))
            #expect(try await transaction.value.kind == .connectionLost(commit: .certainlyNot))
        }
        await cluster.stop()
    }
}
