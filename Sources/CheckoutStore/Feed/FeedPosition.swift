/// How far one subscriber has come with one session's changes, and what has to be done so that it sees each of them once,
/// in order and without a gap. Decides only; a `LoopFeed` acts.
struct FeedPosition: Hashable {
    /// What to do for the subscriber.
    enum Action: Hashable {
        case none
        /// Hand on the change that was announced.
        case deliver
        /// Read what came after this version from the table; `nil` asks for the latest one only.
        case read(after: Int?)
    }

    /// The last version it got; `nil` until it has its snapshot.
    private(set) var delivered: Int?
    private(set) var isReading = false
    /// The highest version announced since the read was sent: what was announced before, the read sees.
    private var announcedMeanwhile = 0

    init(after version: Int?) { delivered = version }

    /// From now on changes are announced to it. What was committed before has to be read.
    mutating func subscribed() -> Action { read() }

    /// A version was committed. `isAtHand` when its body came with the news.
    mutating func announced(_ version: Int, isAtHand: Bool) -> Action {
        if isReading {
            announcedMeanwhile = max(announcedMeanwhile, version)
            return .none
        }
        guard let delivered else { return read() }
        guard version > delivered else { return .none }
        guard isAtHand, version == delivered + 1 else { return read() }
        self.delivered = version
        return .deliver
    }

    /// The read answered these versions, in order. Answers which of them to hand on, and what to do then.
    mutating func answered(_ versions: [Int]) -> (deliver: [Int], then: Action) {
        isReading = false
        var deliver: [Int] = []
        for version in versions {
            guard let last = delivered else {
                delivered = version
                deliver.append(version)
                continue
            }
            guard version > last else { continue }
            // Versions have no gaps, so that what follows one has not been read yet.
            guard version == last + 1 else { break }
            delivered = version
            deliver.append(version)
        }
        // Nobody can see the session yet: its first version is still to come.
        let last = delivered ?? 0
        delivered = last
        return (deliver, announcedMeanwhile > last ? read() : .none)
    }

    /// The read failed, and is to be sent again later.
    mutating func readFailed() { isReading = false }

    mutating func retry() -> Action { isReading ? .none : read() }

    private mutating func read() -> Action {
        isReading = true
        announcedMeanwhile = 0
        return .read(after: delivered)
    }
}
