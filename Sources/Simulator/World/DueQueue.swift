package import Checkout

/// Things to be done at a time, the earliest first, those of one time in the order they were added (a binary heap).
package struct DueQueue<Element: Sendable>: Sendable {
    private struct Entry: Sendable {
        let due: Timestamp
        let sequence: Int
        let element: Element
    }

    private var heap: [Entry] = []
    private var sequence = 0

    package init() {}

    package var nextDue: Timestamp? { heap.first?.due }
    package var count: Int { heap.count }

    package mutating func add(_ element: Element, at due: Timestamp) {
        heap.append(Entry(due: due, sequence: sequence, element: element))
        sequence += 1
        var child = heap.count - 1
        while child > 0, Self.isEarlier(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next element off when its time has come.
    package mutating func takeDue(at now: Timestamp) -> Element? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.element
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var earliest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if Self.isEarlier(heap[child], heap[earliest]) { earliest = child }
            }
            if earliest == parent { return }
            heap.swapAt(parent, earliest)
            parent = earliest
        }
    }

    private static func isEarlier(_ left: Entry, _ right: Entry) -> Bool {
        left.due == right.due ? left.sequence < right.sequence : left.due < right.due
    }
}
