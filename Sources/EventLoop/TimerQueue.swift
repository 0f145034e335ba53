/// A binary heap of deadlines from which any entry can be taken out again. Equal deadlines leave in order of entry.
package struct TimerQueue<Payload> {
    /// Names one entry; a token of an entry that fired or was removed names nothing any more.
    package struct Token: Hashable, Sendable {
        fileprivate var slot: Int
        fileprivate var sequence: UInt64
    }

    private struct Entry {
        var deadline: MonotonicTime
        var sequence: UInt64
        var slot: Int

        func isBefore(_ other: Entry) -> Bool {
            (deadline, sequence) < (other.deadline, other.sequence)
        }
    }

    private struct Slot {
        var position: Int
        var sequence: UInt64
        var payload: Payload?
    }

    private var heap: [Entry] = []
    private var slots: [Slot] = []
    private var freeSlots: [Int] = []
    private var nextSequence: UInt64 = 1

    package init() {}

    package var count: Int { heap.count }
    package var earliest: MonotonicTime? { heap.first?.deadline }

    package mutating func insert(_ payload: Payload, at deadline: MonotonicTime) -> Token {
        let sequence = nextSequence
        nextSequence += 1
        let content = Slot(position: heap.count, sequence: sequence, payload: payload)
        let slot: Int
        if let free = freeSlots.popLast() {
            slots[free] = content
            slot = free
        } else {
            slot = slots.count
            slots.append(content)
        }
        heap.append(Entry(deadline: deadline, sequence: sequence, slot: slot))
        siftUp(heap.count - 1)
        return Token(slot: slot, sequence: sequence)
    }

    /// Takes an entry out before its time; nil when it is gone already.
    @discardableResult
    package mutating func remove(_ token: Token) -> Payload? {
        guard slots.indices.contains(token.slot), slots[token.slot].sequence == token.sequence,
            let payload = slots[token.slot].payload
        else { return nil }
        removeEntry(at: slots[token.slot].position)
        return payload
    }

    /// The earliest entry whose deadline is not after `now`.
    package mutating func popDue(_ now: MonotonicTime) -> Payload? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        let payload = slots[first.slot].payload
        removeEntry(at: 0)
        return payload
    }

    private mutating func removeEntry(at position: Int) {
        let slot = heap[position].slot
        slots[slot].payload = nil
        freeSlots.append(slot)
        let last = heap.removeLast()
        guard position < heap.count else { return }
        place(last, at: position)
        siftUp(position)
        siftDown(position)
    }

    private mutating func place(_ entry: Entry, at position: Int) {
        heap[position] = entry
        slots[entry.slot].position = position
    }

    private mutating func siftUp(_ start: Int) {
        var position = start
        let entry = heap[position]
        while position > 0, case let parent = (position - 1) / 2, entry.isBefore(heap[parent]) {
            place(heap[parent], at: position)
            position = parent
        }
        place(entry, at: position)
    }

    private mutating func siftDown(_ start: Int) {
        var position = start
        let entry = heap[position]
        while case let left = 2 * position + 1, left < heap.count {
            let right = left + 1
            let child = right < heap.count && heap[right].isBefore(heap[left]) ? right : left
            guard heap[child].isBefore(entry) else { break }
            place(heap[child], at: position)
            position = child
        }
        place(entry, at: position)
    }
}
