@testable import Checkout

/// Things that are going to happen, each at its time.
struct Timeline<Happening> {
    private var entries: [(at: Timestamp, happening: Happening)] = []
    private(set) var now: Timestamp

    init(startingAt now: Timestamp) { self.now = now }

    mutating func schedule(_ happening: Happening, after delay: Duration) {
        schedule(happening, at: now + delay)
    }

    mutating func schedule(_ happening: Happening, at time: Timestamp) {
        let time = max(time, now)
        let index = entries.lastIndex { $0.at <= time }.map { $0 + 1 } ?? 0
        entries.insert((time, happening), at: index)
    }

    mutating func next() -> Happening? {
        guard !entries.isEmpty else { return nil }
        let entry = entries.removeFirst()
        now = entry.at
        return entry.happening
    }
}
