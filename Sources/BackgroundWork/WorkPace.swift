/// How often one kind of background work is looked for, and how much is done at once.
package struct WorkPace: Hashable, Sendable {
    /// Between two looks at the table when there was nothing to do: one cheap query.
    package var interval: Duration
    /// Pieces under way at once; only what can be begun at once is claimed.
    package var parallel: Int
    /// How long a claimed piece is left to whoever claimed it.
    package var lease: Duration
    /// The longest wait after looks that failed one after another.
    package var maximumBackOff: Duration
    /// Between two counts of what waits, for the metrics.
    package var countInterval: Duration

    package init(
        interval: Duration = .seconds(1), parallel: Int = 32, lease: Duration = .seconds(30),
        maximumBackOff: Duration = .seconds(5), countInterval: Duration = .seconds(15)
    ) {
        self.interval = interval
        self.parallel = parallel
        self.lease = lease
        self.maximumBackOff = maximumBackOff
        self.countInterval = countInterval
    }
}
