import EventLoop
import Postgres
import TestSupport
import Testing

/// The database goes away and comes back.
@Suite struct OutageTests {
    /// These are about just what is shipped.
    private func asShipped(_ pool: inout PoolOptions, _ options: inout PostgresOptions) {
        pool = PoolOptions()
        options = PostgresOptions()
    }

    @Test func callersAreTurnedAwayInTimeAndThePoolRecoversByItself() async throws {
        let cluster = try await TestCluster.start(isDurable: true)
        let database = try await cluster.createDatabase()
        try await withPool(database.target, asShipped) { pool in
            let loop = pool.loop
            try await pool.execute("CREATE TABLE t AS SELECT 7 AS id")
            for _ in 0..<2 {
                await cluster.kill()
                let start = loop.clock.now()
                let error = try await failure { try await pool.execute("SELECT 1") }
                #expect(loop.clock.now() - start < .seconds(2))
                // Or the statement was on its way when the server died.
                let isUnavailable = if case .unavailable(let after) = error.kind { after > .zero } else { false }
                let isLost = if case .connectionLost = error.kind { true } else { false }
                #expect(isUnavailable || isLost, "\(error)")
                try await eventually("it is known to be down", on: loop) { pool.snapshot.isDown }
                let before = loop.clock.now()
                let refused = try await failure { try await pool.transaction { _ in } }
                #expect(loop.clock.now() - before < .milliseconds(500))
                guard case .unavailable = refused.kind else { return #expect(Bool(false), "\(refused)") }

                try await cluster.restart()
                let back = loop.clock.now()
                try await eventually("it answers again", on: loop) {
                    (try? await pool.first("SELECT id FROM t") { try $0.decode(0, as: Int.self) }) == 7
                }
                #expect(loop.clock.now() - back < .seconds(3))
            }
        }
        await cluster.stop()
    }

    @Test func aDatabaseThatWasNeverThereIsUnavailable() async throws {
        let target = try PostgresTarget("host=127.0.0.1 port=1 user=nobody dbname=nothing")
        try await withPool(target, asShipped) { pool in
            let error = try await failure { try await pool.execute("SELECT 1") }
            guard case .unavailable = error.kind else { return #expect(Bool(false), "\(error)") }
            #expect(error.reason.contains("127.0.0.1:1"))
            #expect(pool.lastFailure?.kind == .connectFailed)
        }
    }

    @Test func aBusyPoolTurnsAwayAfterAWhile() async throws {
        let time = ManualClock()
        try await withPool(
            clock: time.clock,
            { pool, options in
                asShipped(&pool, &options)
                pool.maximumConnections = 1
                pool.maximumWaiting = 1
            }
        ) { pool, _ in
            try await pool.transaction { _ in
                let waiting = Task(executorPreference: pool.loop) {
                    try await failure { try await pool.execute("SELECT 1") }
                }
                // Time stands still here, so that only turns of the loop can be waited for.
                while pool.snapshot.waiting == 0 { await Task.yield() }
                let crowded = try await failure { try await pool.execute("SELECT 1") }
                // From another thread: a loop looks at its clock between two turns.
                await Task.detached { time.advance(by: .seconds(2)) }.value
                #expect(try await waiting.value.kind == .unavailable(retryAfter: .seconds(1)))
                #expect(crowded.kind == .unavailable(retryAfter: .seconds(1)))
            }
            #expect(try await pool.first("SELECT 1") { try $0.decode(0, as: Int.self) } == 1)
        }
    }

    @Test func aPoolThatIsShutDownLetsRunningWorkFinish() async throws {
        try await withPool { pool, _ in
            let (began, signal) = AsyncStream<Void>.makeStream()
            let work = Task(executorPreference: pool.loop) {
                try await pool.transaction { tx in
                    signal.finish()
                    for _ in 0..<20 { try await tx.execute("SELECT 1") }
                    return true
                }
            }
            for await _ in began {}
            await pool.shutdown()
            #expect(try await work.value)
            let error = try await failure { try await pool.execute("SELECT 1") }
            guard case .unavailable = error.kind else { return #expect(Bool(false), "\(error)") }
        }
    }
}
