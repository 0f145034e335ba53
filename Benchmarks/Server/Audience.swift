import EventLoop
import HTTPServer

/// Everybody on `/stream`, on all loops.
final class Audience: Sendable {
    /// One loop's share.
    private final class Seats {
        let group: StreamGroup
        init(_ loop: EventLoop) { group = StreamGroup(FanOut(loop: loop)) }
    }

    private let seats: [(loop: EventLoop, seats: LoopBound<Seats>)]

    init(loops: [EventLoop]) {
        seats = loops.map { ($0, LoopBound(Seats($0), on: $0)) }
    }

    /// On the stream's loop.
    func join(_ stream: ResponseStream) {
        seats.first { $0.loop === stream.loop }?.seats.value.group.join(stream)
    }

    func publish(_ frame: StreamFrame) {
        for (loop, seats) in seats { loop.execute { seats.value.group.publish(frame) } }
    }
}
