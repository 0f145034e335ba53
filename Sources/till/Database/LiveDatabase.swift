import EventLoop
import Postgres
import Schema

extension ServiceDatabase {
    /// The real one: a pool per loop for the requests, and the command's own connection for the probe.
    static func live(_ connection: DatabaseConnection, _ pools: PostgresPools) -> ServiceDatabase {
        ServiceDatabase(
            probe: {
                do throws(PostgresError) {
                    return .reachable(
                        try await connection.pool.schemaVersion(known: Schema.migrations, timeout: .milliseconds(1000)))
                } catch {
                    return .unreachable(reason: error.logDescription)
                }
            },
            pools: {
                var snapshots: [PoolSnapshot] = []
                for pool in pools.pools {
                    if let snapshot = try? await pool.loop.submit({ pool.snapshot }) { snapshots.append(snapshot) }
                }
                return snapshots
            },
            shutdown: {
                await pools.shutdown()
                await connection.pool.shutdown()
            })
    }
}
