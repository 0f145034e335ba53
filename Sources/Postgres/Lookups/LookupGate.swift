/// When gathered look-ups are sent: once per tick, never more than so many batches at a time, and what comes while
/// they are under way gathers for the next.
struct LookupGate: Hashable {
    /// What to do next.
    enum Action: Hashable {
        case none
        /// Come back with `tickEnded` when this tick is over.
        case askAtEndOfTick
        /// Send this many batches.
        case send(Int)
    }

    let mostAtOnce: Int
    private(set) var underWay = 0
    /// Batches that are gathered and not sent; only the last one still takes keys.
    private(set) var gathered = 0
    private var hasAsked = false

    init(mostAtOnce: Int) { self.mostAtOnce = max(1, mostAtOnce) }

    mutating func batchOpened() -> Action {
        gathered += 1
        return ask()
    }

    mutating func tickEnded() -> Action {
        hasAsked = false
        let count = min(gathered, mostAtOnce - underWay)
        gathered -= count
        underWay += count
        return count > 0 ? .send(count) : .none
    }

    mutating func batchEnded() -> Action {
        underWay -= 1
        return gathered > 0 ? ask() : .none
    }

    private mutating func ask() -> Action {
        guard !hasAsked, underWay < mostAtOnce else { return .none }
        hasAsked = true
        return .askAtEndOfTick
    }
}
