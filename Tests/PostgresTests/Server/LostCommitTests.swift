import EventLoop
import Postgres
import TestSupport
import Testing

/// The network fails around a COMMIT, and the caller is told exactly what can be known.
@Suite struct LostCommitTests {
    private func withProxy(
        _ body: @escaping @Sendable @concurrent (TCPProxy, PostgresPool, TestDatabase) async throws -> Void
    ) async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let proxy = try TCPProxy(to: .loopback(port: database.cluster.port), loop: loop)
            let target = try PostgresTarget(
                "host=127.0.0.1 port=\(proxy.port) user=till dbname=\(database.name) sslmode=disable")
            var options = PoolOptions.patient
            options.maximumConnections = 1
            let pool = PostgresPool(target, loop: loop, options: .patient, pool: options)
            try await pool.execute("CREATE TABLE t (id int)")
            do {
                try await body(proxy, pool, database)
            } catch {
                await pool.shutdown()
                proxy.close()
                throw error
            }
            await pool.shutdown()
            proxy.close()
        }
    }

    /// What is really in the table, seen past the proxy.
    private func count(_ database: TestDatabase, _ loop: EventLoop) async throws -> Int {
        let connection = try await PostgresConnection.connect(to: database.target, options: .patient, loop: loop)
        defer { connection.close() }
        return try await connection.query("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) }.first ?? -1
    }

    private func insert(_ pool: PostgresPool) async throws -> PostgresError {
        try await failure {
            try await pool.transaction { tx in try await tx.execute("INSERT INTO t VALUES (1)") }
        }
    }

    @Test func aCommitThatNeverArrivedLeavesDoubt() async throws {
        try await withProxy { proxy, pool, database in
            proxy.onRequest = { $0.holds("COMMIT") ? .cut : .pass }
            let error = try await insert(pool)
            #expect(error.kind == .connectionLost(commit: .maybe))
            proxy.onRequest = { _ in .pass }
            let stored = try await count(database, pool.loop)
            #expect(stored == 0)
        }
    }

    @Test func aCommitWhoseAnswerIsLostLeavesDoubt() async throws {
        try await withProxy { proxy, pool, database in
            // The server's answer to COMMIT names the command.
            proxy.onAnswer = { $0.holds("COMMIT") ? .cut : .pass }
            let error = try await insert(pool)
            #expect(error.kind == .connectionLost(commit: .maybe))
            proxy.onAnswer = { _ in .pass }
            let stored = try await count(database, pool.loop)
            #expect(stored == 1)
        }
    }

    @Test func aTransactionCutBeforeItsCommitCertainlyDidNotHappen() async throws {
        try await withProxy { proxy, pool, database in
            proxy.onRequest = { $0.holds("INSERT") ? .cut : .pass }
            let error = try await insert(pool)
            #expect(error.kind == .connectionLost(commit: .certainlyNot))
            proxy.onRequest = { _ in .pass }
            let stored = try await count(database, pool.loop)
            #expect(stored == 0)
        }
    }

    @Test func aTransactionWhoseAnswerIsLostBeforeItsCommitCertainlyDidNotHappen() async throws {
        try await withProxy { proxy, pool, database in
            proxy.onAnswer = { $0.holds("INSERT") ? .cut : .pass }
            let error = try await insert(pool)
            #expect(error.kind == .connectionLost(commit: .certainlyNot))
            proxy.onAnswer = { _ in .pass }
            let stored = try await count(database, pool.loop)
            #expect(stored == 0)
        }
    }

    @Test func aSingleStatementWhoseAnswerIsLostLeavesDoubt() async throws {
        try await withProxy { proxy, pool, database in
            proxy.onAnswer = { $0.holds("INSERT") ? .cut : .pass }
            let error = try await failure { try await pool.execute("INSERT INTO t VALUES (1)") }
            #expect(error.kind == .connectionLost(commit: .maybe))
            proxy.onAnswer = { _ in .pass }
            let stored = try await count(database, pool.loop)
            #expect(stored == 1)
        }
    }

    @Test func aStatementAndItsCommitInOneMessageLeaveDoubt() async throws {
        try await withProxy { proxy, pool, database in
            proxy.onAnswer = { $0.holds("COMMIT") ? .cut : .pass }
            let error = try await failure {
                try await pool.transaction { tx in
                    try await tx.commit(executing: [("INSERT INTO t VALUES (1)", PostgresParameters())])
                }
            }
            #expect(error.kind == .connectionLost(commit: .maybe))
            proxy.onAnswer = { _ in .pass }
            let stored = try await count(database, pool.loop)
            #expect(stored == 1)
        }
    }

    /// Nothing is cut; the network just goes silent. The deadline strikes, the cancel request reaches nobody, and the
    /// connection is given up.
    @Test func aSilentNetworkIsATimeout() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let proxy = try TCPProxy(to: .loopback(port: database.cluster.port), loop: loop)
            let target = try PostgresTarget(
                "host=127.0.0.1 port=\(proxy.port) user=till dbname=\(database.name) sslmode=disable")
            var options = PostgresOptions.patient
            options.cancelTimeout = .milliseconds(50)
            let pool = PostgresPool(target, loop: loop, options: options, pool: .patient)
            try await pool.execute("SELECT 1")
            proxy.onRequest = { _ in .swallow }
            let error = try await failure { try await pool.execute("SELECT 2", timeout: .milliseconds(50)) }
            #expect(error.kind == .timeout(commit: .maybe))
            proxy.onRequest = { _ in .pass }
            try await eventually("it recovers", on: loop) { (try? await pool.execute("SELECT 3")) != nil }
            await pool.shutdown()
            proxy.close()
        }
    }

    @Test func anIdleConnectionThatIsCutIsNoticed() async throws {
        try await withProxy { proxy, pool, _ in
            let opened = pool.snapshot.opened
            proxy.cutAll()
            try await eventually("it is replaced", on: pool.loop) { pool.snapshot.opened > opened }
            #expect(try await pool.first("SELECT 1") { try $0.decode(0, as: Int.self) } == 1)
        }
    }
}
