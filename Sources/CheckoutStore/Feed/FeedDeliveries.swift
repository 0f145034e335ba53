import Checkout
import EventLoop

/// Hands changes to subscribers, in order, a slice per tick: a large audience must not keep everybody else waiting.
final class FeedDeliveries {
    private static let sliceCount = 256

    private struct Delivery {
        let change: SessionChange
        let subscribers: [FeedSubscriber]
    }

    private let loop: EventLoop
    private var deliveries: [Delivery] = []
    private var position = 0
    private var isRunning = false

    init(loop: EventLoop) { self.loop = loop }

    func add(_ change: SessionChange, to subscribers: [FeedSubscriber]) {
        guard !subscribers.isEmpty else { return }
        deliveries.append(Delivery(change: change, subscribers: subscribers))
        if !isRunning { runSlice() }
    }

    private func runSlice() {
        // Also while callbacks run, which may lead to further deliveries.
        isRunning = true
        var rest = Self.sliceCount
        var index = 0
        while index < deliveries.count, rest > 0 {
            let delivery = deliveries[index]
            while position < delivery.subscribers.count, rest > 0 {
                let subscriber = delivery.subscribers[position]
                position += 1
                rest -= 1
                if !subscriber.isGone { subscriber.onChange(delivery.change) }
            }
            guard position == delivery.subscribers.count else { break }
            position = 0
            index += 1
        }
        deliveries.removeFirst(index)
        isRunning = !deliveries.isEmpty
        if isRunning { loop.afterNextPoll { self.runSlice() } }
    }
}

/// Somebody who wants to know of a session's changes.
final class FeedSubscriber {
    let number: Int
    let sessionID: CheckoutSessionID
    let onChange: (SessionChange) -> Void
    var position: FeedPosition
    var isGone = false

    init(number: Int, sessionID: CheckoutSessionID, after: Int?, onChange: @escaping (SessionChange) -> Void) {
        self.number = number
        self.sessionID = sessionID
        self.onChange = onChange
        position = FeedPosition(after: after)
    }
}
