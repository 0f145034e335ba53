package import Checkout

/// How one kind of work goes, since the process began.
package struct WorkReport: Hashable, Sendable {
    package let kind: WorkKind
    package var running = 0
    /// Rows dealt with.
    package var done = 0
    package var failed = 0
    package var failedLooks = 0
    /// All pieces' together.
    package var duration = Duration.zero
    /// What waited at the last count; nil before the first, and for work that does not pile up.
    package var backlog: Int?
    package var oldest: Timestamp?

    package init(_ kind: WorkKind) { self.kind = kind }
}

/// Hears of what background work does, for the log.
package struct WorkObserver: Sendable {
    package var done: @Sendable (WorkKind, _ name: String, WorkResult, Duration) -> Void
    /// It is tried again after its lease.
    package var failed: @Sendable (WorkKind, _ name: String, any Error) -> Void
    /// No work could be claimed, for the so-manieth time in a row.
    package var lookFailed: @Sendable (WorkKind, Int, any Error) -> Void

    package init(
        done: @escaping @Sendable (WorkKind, _ name: String, WorkResult, Duration) -> Void,
        failed: @escaping @Sendable (WorkKind, _ name: String, any Error) -> Void,
        lookFailed: @escaping @Sendable (WorkKind, Int, any Error) -> Void
    ) {
        self.done = done
        self.failed = failed
        self.lookFailed = lookFailed
    }

    /// Nobody listens.
    package static let silent = WorkObserver(
        done: { _, _, _, _ in }, failed: { _, _, _ in }, lookFailed: { _, _, _ in })
}
