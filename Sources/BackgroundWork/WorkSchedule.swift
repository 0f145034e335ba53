import EventLoop

/// When one worker looks for work and how much it takes, apart from doing it.
///
/// An empty look is followed by a pause, a full one by another as soon as a good part of the slots is free again. A claim
/// never exceeds the free slots: what is claimed is begun, so that nothing waits out its lease in a queue of ours.
struct WorkSchedule: Equatable, Sendable {
    /// What the worker does now.
    enum Action: Equatable, Sendable {
        case look(limit: Int)
        case pause(until: MonotonicTime)
        /// Something under way has to end first.
        case wait
        /// Nothing is under way, and nothing will be.
        case finish
    }

    private let pace: WorkPace
    private(set) var running = 0
    private var isLooking = false
    private(set) var isStopping = false
    private var failedLooks = 0
    private var nextLook: MonotonicTime

    init(_ pace: WorkPace, at now: MonotonicTime) {
        self.pace = pace
        nextLook = now
    }

    /// A `look` counts as begun; its end has to be told.
    mutating func next(at now: MonotonicTime) -> Action {
        if isStopping { return running == 0 && !isLooking ? .finish : .wait }
        let free = pace.parallel - running
        // Claiming row by row as slots become free would cost a query for each.
        guard !isLooking, free >= max(1, pace.parallel / 4) else { return .wait }
        guard now >= nextLook else { return .pause(until: nextLook) }
        isLooking = true
        return .look(limit: free)
    }

    mutating func found(_ count: Int, mayBeMore: Bool, at now: MonotonicTime) {
        isLooking = false
        failedLooks = 0
        running += count
        nextLook = mayBeMore ? now : now + pace.interval
    }

    /// Answers how many failed one after another.
    mutating func lookFailed(at now: MonotonicTime) -> Int {
        isLooking = false
        failedLooks += 1
        nextLook = now + min(pace.maximumBackOff, pace.interval * (1 << min(failedLooks - 1, 10)))
        return failedLooks
    }

    /// A piece has ended; there may be more of it to do at once.
    mutating func ended(mayBeMore: Bool, at now: MonotonicTime) {
        running -= 1
        if mayBeMore { nextLook = min(nextLook, now) }
    }

    mutating func stop() { isStopping = true }
}
