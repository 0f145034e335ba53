/// What a pool looks like at one moment, for the metrics.
package struct PoolSnapshot: Hashable, Sendable {
    package var idle = 0
    package var busy = 0
    package var connecting = 0
    package var waiting = 0
    /// Since the start.
    package var opened = 0
    package var connectFailures = 0
    package var statements = 0
    package var transactions = 0
    /// Requests that got no connection.
    package var refused = 0
    /// The database has been out of reach for several attempts.
    package var isDown = false

    package init() {}

    package static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.idle += right.idle
        sum.busy += right.busy
        sum.connecting += right.connecting
        sum.waiting += right.waiting
        sum.opened += right.opened
        sum.connectFailures += right.connectFailures
        sum.statements += right.statements
        sum.transactions += right.transactions
        sum.refused += right.refused
        sum.isDown = left.isDown || right.isDown
        return sum
    }
}
