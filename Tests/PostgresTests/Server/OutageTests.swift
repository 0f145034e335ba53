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

    /// What is promised is promised by our clock: how long this machine takes to connect is not counted.
    @Test func callersAreTurnedAwayInTimeAndThePoolRecoversByItself() async throws {
        let time = ManualClock()
        let cluster = try await TestCluster.start(isDurable: true)
        let database = try await cluster.createDatabase()
        try await withPool(database.target, clock: time.clock, asShipped) { pool in
            try await pool.execute("CREATE TABLE t AS SELECT 7 AS id")
            for _ in 0..<2 {
                await cluster.kill()
                // An orphaned backend may have time for one more statement.
                let turnedAway = Task(executorPreference: pool.loop) {
                    try await failure { while true { try await pool.execute("SELECT 1") } }
                }
                #expect(try await passed(until: turnedAway, pool, time) < .seconds(2))
                let error = try await turnedAway.value
                // Or the statement was on its way when the server died.
                let isUnavailable = if case .unavailable(let after) = error.kind { after > .zero } else { false }
                let isLost = if case .connectionLost = error.kind { true } else { false }
                #expect(isUnavailable || isLost, "\(error)")
                let isKnown = Task(executorPreference: pool.loop) {
                    while !pool.snapshot.isDown { await pool.loop.tick() }
                }
                #expect(try await passed(until: isKnown, pool, time) < .seconds(2))
                // From now on without waiting at all: time stands still here.
                let refused = try await failure { try await pool.transaction { _ in } }
                guard case .unavailable = refused.kind else { return #expect(Bool(false), "\(refused)") }

                try await cluster.restart()
                let answered = Task(executorPreference: pool.loop) {
                    while (try? await pool.first("SELECT id FROM t") { try $0.decode(0, as: Int.self) }) != 7 {
                        await pool.loop.tick()
                    }
                }
                #expect(try await passed(until: answered, pool, time) < .seconds(3))
            }
        }
        await cluster.stop()
    }

    /// Lets time pass whenever the pool has nothing under way, so that it can only be time that it waits for.
    private func passed<Success: Sendable, Failure: Error>(
        until task: Task<Success, Failure>, _ pool: PostgresPool, _ time: ManualClock
    ) async throws -> Duration {
        let isDone = Locked(false)
        let waiting = Task(executorPreference: pool.loop) {
            _ = await task.result
            isDone.withLock { $0 = true }
        }
        let step = Duration.milliseconds(10)
        var passed = Duration.zero
        while true {
            // A turn first: what the last step set off is under way then.
            await pool.loop.tick()
            if isDone.withLock({ $0 }) { break }
            try #require(passed < .seconds(60))
            let snapshot = pool.snapshot
            guard snapshot.connecting == 0, snapshot.busy == 0 else { continue }
            // From another thread: a loop looks at its clock between two turns.
            await Task.detached { time.advance(by: step) }.value
            passed += step
        }
        await waiting.value
        return passed
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
