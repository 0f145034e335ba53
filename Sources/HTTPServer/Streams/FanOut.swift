package import EventLoop

/// Sends pieces to many streams of one loop, a slice per tick, so that a large audience does not keep everybody else
/// waiting. Each piece is encoded once; every stream gets its pieces in the order they were delivered.
package final class FanOut {
    /// How much is done before others have their turn.
    package struct Slice: Hashable, Sendable {
        package var sends: Int
        package var time: Duration

        package init(sends: Int = 200, time: Duration = .milliseconds(2)) {
            self.sends = sends
            self.time = time
        }
    }

    private struct Delivery {
        let frame: StreamFrame
        let streams: [ResponseStream]
    }

    private let loop: EventLoop
    private let slice: Slice
    private var deliveries: [Delivery] = []
    /// How far the first delivery has got.
    private var position = 0
    private var isScheduled = false

    package init(loop: EventLoop, slice: Slice = Slice()) {
        self.loop = loop
        self.slice = slice
    }

    /// Whether pieces are still on their way.
    package var isBusy: Bool { !deliveries.isEmpty }

    /// The first slice goes out now, unless an earlier piece is not out yet.
    package func deliver(_ frame: StreamFrame, to streams: [ResponseStream]) {
        loop.preconditionCurrent()
        guard !streams.isEmpty else { return }
        deliveries.append(Delivery(frame: frame, streams: streams))
        if !isScheduled { runSlice() }
    }

    private func runSlice() {
        // Guards against a stream's owner delivering more from inside `onClose`.
        isScheduled = true
        var sends = 0
        let latest = loop.clock.now() + slice.time
        while let delivery = deliveries.first {
            guard position < delivery.streams.count else {
                deliveries.removeFirst()
                position = 0
                continue
            }
            if sends >= slice.sends || (sends % 16 == 15 && loop.clock.now() >= latest) { break }
            delivery.streams[position].send(delivery.frame)
            position += 1
            sends += 1
        }
        isScheduled = !deliveries.isEmpty
        if isScheduled { loop.afterNextPoll { self.runSlice() } }
    }
}
