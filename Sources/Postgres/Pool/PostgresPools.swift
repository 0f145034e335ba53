package import EventLoop

/// The pools of all loops of a process; each loop uses its own.
package struct PostgresPools: Sendable {
    package let pools: [PostgresPool]

    /// One pool per loop. Connecting starts at once and goes on for as long as it takes.
    package static func start(
        _ target: PostgresTarget, on loops: [EventLoop], options: PostgresOptions = PostgresOptions(),
        pool: PoolOptions = PoolOptions()
    ) async throws -> PostgresPools {
        var pools: [PostgresPool] = []
        for loop in loops {
            pools.append(try await loop.submit { PostgresPool(target, loop: loop, options: options, pool: pool) })
        }
        return PostgresPools(pools: pools)
    }

    /// The pool of the loop this is called on; nil off the loops.
    package var current: PostgresPool? { pools.first { $0.loop.isCurrent } }

    package func snapshot() async throws -> PoolSnapshot {
        var sum = PoolSnapshot()
        for pool in pools { sum = sum + (try await pool.loop.submit { pool.snapshot }) }
        return sum
    }

    package func shutdown() async {
        await withTaskGroup { group in
            for pool in pools { group.addTask { await pool.loop.run { await pool.shutdown() } } }
        }
    }
}
