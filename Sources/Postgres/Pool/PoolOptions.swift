/// How a pool behaves: sizes, patience and pace.
package struct PoolOptions: Sendable {
    package var minimumConnections = 1
    package var maximumConnections = 8
    /// How many connections may be in transactions at once; one less than the maximum unless told otherwise.
    package var maximumTransactions: Int?
    /// How many single statements share one connection's pipeline.
    package var statementsPerConnection = 32
    /// How many callers may wait for a connection.
    package var maximumWaiting = 1_024
    /// How long a caller waits for a connection, whatever its own deadline.
    package var patience: Duration = .milliseconds(1_500)
    /// What a caller that was turned away is told.
    package var retryAfter: Duration = .seconds(1)
    package var healthInterval: Duration = .seconds(5)
    /// How long the answer to a health check may take.
    package var healthPatience: Duration = .seconds(2)
    /// An unused connection beyond the minimum is closed after this long.
    package var idleTimeout: Duration = .seconds(60)
    /// Connections are replaced at this age; nil keeps them for ever.
    package var lifetime: Duration? = .seconds(3_600)

    package init() {}

    var limits: PoolStateMachine.Limits {
        func ticks(_ duration: Duration) -> Int {
            max(1, Int((duration / healthInterval).rounded(.up)))
        }
        let maximum = max(1, maximumConnections)
        return PoolStateMachine.Limits(
            minimum: min(max(0, minimumConnections), maximum), maximum: maximum,
            exclusive: min(max(1, maximumTransactions ?? maximum - 1), maximum),
            depth: max(1, statementsPerConnection), waiting: max(1, maximumWaiting),
            ticksBetweenChecks: ticks(.seconds(15)), ticksUntilSurplus: ticks(idleTimeout),
            lifetime: lifetime.map(ticks))
    }
}
