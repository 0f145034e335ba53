/// How often background work is done, and how much at once.
package struct WorkPace: Hashable, Sendable {
    /// Between two looks at the table when there was nothing to do.
    package var interval = Duration.seconds(1)
    /// Rows taken at once.
    package var batch = 100
    /// How long a taken row is left to whoever took it.
    package var lease = Duration.seconds(30)

    package init() {}
}
