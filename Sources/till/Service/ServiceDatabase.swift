import EventLoop
import Postgres

/// What the service itself asks of its database; tests put something else in its place.
struct ServiceDatabase: Sendable {
    /// Asks the database whether it is there and what schema it has; must come back by itself within a second.
    var probe: @Sendable () async -> Health.Finding
    /// The state of each loop's pool.
    var pools: @Sendable () async -> [PoolSnapshot]
    /// Lets running work finish and closes every connection.
    var shutdown: @Sendable () async -> Void
}
