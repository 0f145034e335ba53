import EventLoop
import Postgres
import TestSupport
import Testing

/// Runs `body` on a loop with a pool for a new database, and shuts the pool down afterwards.
func withPool(
    clock: Clock = .system, _ configure: (inout PoolOptions, inout PostgresOptions) -> Void = { _, _ in },
    _ body: @escaping @Sendable @concurrent (PostgresPool, TestDatabase) async throws -> Void
) async throws {
    let database = try await TestDatabase.create()
    try await withPool(database.target, clock: clock, configure) { pool in try await body(pool, database) }
}

func withPool(
    _ target: PostgresTarget, clock: Clock = .system,
    _ configure: (inout PoolOptions, inout PostgresOptions) -> Void = { _, _ in },
    _ body: @escaping @Sendable @concurrent (PostgresPool) async throws -> Void
) async throws {
    var pool = PoolOptions.patient
    var options = PostgresOptions.patient
    configure(&pool, &options)
    let (poolOptions, connectionOptions) = (pool, options)
    try await withEventLoop(clock: clock) { loop in
        let pool = PostgresPool(target, loop: loop, options: connectionOptions, pool: poolOptions)
        do {
            try await body(pool)
        } catch {
            await pool.shutdown()
            throw error
        }
        await pool.shutdown()
    }
}

/// Asks again until the answer is yes; a condition that never comes is a failure of the test.
func eventually(
    _ what: Comment, on loop: EventLoop, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let deadline = loop.now + .seconds(60)
    while try await !condition() {
        try #require(loop.now < deadline, what, sourceLocation: sourceLocation)
        try await loop.sleep(for: .milliseconds(5))
    }
}

/// The error `body` throws, which has to be one of ours.
func failure<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Result
) async throws -> PostgresError {
    do {
        _ = try await body()
    } catch let error as PostgresError {
        return error
    }
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    throw PostgresError(.unexpectedResult, reason: "nothing was thrown")
}
