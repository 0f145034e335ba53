import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import HTTPServer

/// The readers of one loop: everybody who has a session's stream open.
///
/// A reader holds no task, no timer and no database connection: the feed calls back, and one timer of the loop turns the
/// wheel on which all of them sit.
///
/// `@unchecked Sendable`: handlers carry it into their replies; every entry point traps off its loop.
final class SessionStreams: @unchecked Sendable {
    private static let slotCount = 60

    private let loop: EventLoop
    private let feed: EventFeed
    private let pace: StreamPace
    private var wheel = HeartbeatWheel<SessionStream>(slotCount: slotCount)
    private var frames = EventFrames()
    private var timer: TimerToken?
    private var nextTurn = MonotonicTime(nanoseconds: 0)

    init(loop: EventLoop, feed: EventFeed, pace: StreamPace = StreamPace()) {
        self.loop = loop
        self.feed = feed
        self.pace = pace
    }

    /// How many readers there are.
    var count: Int {
        loop.preconditionCurrent()
        return wheel.count
    }

    /// Answers with the stream of a session that stands at `present`; nil for a reader that has seen its end.
    func reply(from present: SessionChange, lastEventID: String?, isNamed: Bool) -> StreamingReply? {
        let start = StreamStart(
            lastEventID: lastEventID, version: present.version, isTerminal: present.status.isTerminal)
        guard start != .nothing else { return nil }
        return StreamingReply(
            headers: [
                "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform",
                "X-Accel-Buffering": "no",
            ]
        ) { [self] stream in
            begin(stream, start, present, isNamed: isNamed)
        }
    }

    private func begin(_ stream: ResponseStream, _ start: StreamStart, _ present: SessionChange, isNamed: Bool) {
        loop.preconditionCurrent()
        let retry = Int(pace.retry() / .milliseconds(1))
        let snapshot = start == .snapshot ? present : nil
        stream.send(EventFrames.opening(retryMilliseconds: retry, snapshot, isNamed: isNamed))
        if snapshot != nil, present.status.isTerminal { return stream.finish() }
        guard stream.isOpen else { return }
        let reader = SessionStream(
            stream, isNamed: isNamed, lastKnownVersion: present.version, endsAt: loop.now + pace.life())
        reader.place = wheel.insert(reader)
        var seen = present.version
        if case .replay(let after) = start { seen = after }
        let subscription = feed.subscribe(present.sessionID, after: seen) { [self] change in
            reader.tell(change, &frames)
        }
        reader.follow(subscription) { [self] in leave(reader) }
        if timer == nil { nextTurn = loop.now }
        turnWheel()
    }

    private func leave(_ reader: SessionStream) {
        if let subscription = reader.takeSubscription() { feed.unsubscribe(subscription) }
        guard let place = reader.place else { return }
        reader.place = nil
        if let (moved, place) = wheel.remove(place) { moved.place = place }
    }

    /// Keeps one timer going while there is anybody to reach.
    private func turnWheel() {
        guard timer == nil, wheel.count > 0 else { return }
        let interval = pace.heartbeat / wheel.slotCount
        // Counted from when it was due, not from when it was noticed; but what a stalled loop missed for long is past.
        nextTurn = max(nextTurn, loop.now + (.zero - pace.heartbeat)) + interval
        timer = loop.schedule(at: nextTurn) { [weak self] in
            guard let self else { return }
            timer = nil
            let now = loop.now
            for reader in wheel.turn() { reader.beat(at: now) }
            turnWheel()
        }
    }
}
