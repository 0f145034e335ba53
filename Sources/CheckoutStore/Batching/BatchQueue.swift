/// Which waiting writes go together in a transaction, and when. Decides only; a `Batcher` acts.
///
/// Writes gather while a tick lasts or every connection is busy. Those with a key in common (the same session, say) never
/// meet: the later one waits until the earlier one's batch is over. Otherwise the oldest go first.
struct BatchQueue<Key: Hashable & Sendable> {
    /// How much goes together.
    struct Limits: Hashable, Sendable {
        var batch = 32
        var underWay = 2
        var waiting = 4096
    }

    /// Members that go together.
    struct Batch: Hashable {
        let number: Int
        let members: [Int]
    }

    private struct Member {
        let id: Int
        let keys: [Key]
        /// Its batch failed, so that it goes alone: whatever is wrong with it hurts nobody else.
        var isAlone = false
    }

    let limits: Limits
    private var waiting: [Member] = []
    private var underWay: [Int: [Member]] = [:]
    private var busyKeys: Set<Key> = []
    private var nextBatch = 1
    private var hasAsked = false

    init(limits: Limits = Limits()) { self.limits = limits }

    var waitingCount: Int { waiting.count }
    var underWayCount: Int { underWay.count }

    /// What to do with somebody who came.
    enum Arrival: Hashable {
        /// Too many wait already.
        case refused
        case queued
        /// Call `tickEnded` at the end of this tick.
        case queuedAskAtEndOfTick
    }

    mutating func arrived(_ id: Int, keys: [Key]) -> Arrival {
        guard waiting.count < limits.waiting else { return .refused }
        waiting.append(Member(id: id, keys: keys))
        return ask() ? .queuedAskAtEndOfTick : .queued
    }

    /// The batches to send now.
    mutating func tickEnded() -> [Batch] {
        hasAsked = false
        var batches: [Batch] = []
        while underWay.count < limits.underWay, let batch = nextBatchOfWaiting() { batches.append(batch) }
        return batches
    }

    /// A batch is over; those to be repeated go first, each alone. Answers whether to call `tickEnded` at the end of this
    /// tick.
    mutating func ended(_ batch: Int, repeating: Set<Int> = []) -> Bool {
        guard let members = underWay.removeValue(forKey: batch) else { return false }
        for member in members { busyKeys.subtract(member.keys) }
        let again = members.filter { repeating.contains($0.id) }.map { Member(id: $0.id, keys: $0.keys, isAlone: true) }
        waiting.insert(contentsOf: again, at: 0)
        return ask()
    }

    private mutating func ask() -> Bool {
        guard !hasAsked, !waiting.isEmpty, underWay.count < limits.underWay else { return false }
        hasAsked = true
        return true
    }

    private mutating func nextBatchOfWaiting() -> Batch? {
        var chosen: [Member] = []
        var left: [Member] = []
        // The keys of who was passed over count as busy too: nobody who came later overtakes on them.
        var blocked = busyKeys
        var position = 0
        while position < waiting.count, chosen.count < limits.batch {
            let member = waiting[position]
            position += 1
            let fits = blocked.isDisjoint(with: member.keys) && (chosen.isEmpty || !member.isAlone)
            blocked.formUnion(member.keys)
            guard fits else {
                left.append(member)
                continue
            }
            chosen.append(member)
            if member.isAlone { break }
        }
        guard !chosen.isEmpty else { return nil }
        left.append(contentsOf: waiting[position...])
        waiting = left
        for member in chosen { busyKeys.formUnion(member.keys) }
        let batch = Batch(number: nextBatch, members: chosen.map(\.id))
        underWay[batch.number] = chosen
        nextBatch += 1
        return batch
    }
}
