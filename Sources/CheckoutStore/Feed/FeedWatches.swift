import Checkout
import EventLoop

/// Those on one loop who want to hear of every change.
///
/// `@unchecked Sendable`: everything but the count is touched on its loop only.
final class FeedWatches: @unchecked Sendable {
    private var watches: [Int: (Set<CheckoutSessionID>) -> Void] = [:]
    private var nextNumber = 1
    private let counted = Locked(0)

    /// From any thread.
    var count: Int { counted.withLock { $0 } }

    func add(_ onChange: @escaping (Set<CheckoutSessionID>) -> Void) -> Int {
        defer { nextNumber += 1 }
        watches[nextNumber] = onChange
        counted.withLock { $0 += 1 }
        return nextNumber
    }

    func remove(_ number: Int) {
        guard watches.removeValue(forKey: number) != nil else { return }
        counted.withLock { $0 -= 1 }
    }

    func tell(_ sessions: @autoclosure () -> Set<CheckoutSessionID>) {
        guard !watches.isEmpty else { return }
        let sessions = sessions()
        for watch in watches.values { watch(sessions) }
    }
}
