import Checkout
import CheckoutStore
import EventLoop
import HTTPServer

/// One reader of one session. Callbacks only: a task for each reader would cost more memory than everything else.
final class SessionStream {
    /// Its address in the wheel that keeps it alive.
    var place: HeartbeatWheel<SessionStream>.Place?
    private let stream: ResponseStream
    private let isNamed: Bool
    /// An end that comes before this version is one that the reader has to be told more about.
    private let lastKnownVersion: Int
    private let endsAt: MonotonicTime
    private var subscription: EventFeed.Subscription?

    init(_ stream: ResponseStream, isNamed: Bool, lastKnownVersion: Int, endsAt: MonotonicTime) {
        self.stream = stream
        self.isNamed = isNamed
        self.lastKnownVersion = lastKnownVersion
        self.endsAt = endsAt
    }

    /// From now on the streams of its loop tell it what happens, until either side ends it.
    func follow(_ subscription: EventFeed.Subscription, onEnd: @escaping () -> Void) {
        self.subscription = subscription
        stream.onClose = onEnd
    }

    /// What it follows, once.
    func takeSubscription() -> EventFeed.Subscription? {
        defer { subscription = nil }
        return subscription
    }

    func tell(_ change: SessionChange, _ frames: inout EventFrames) {
        guard stream.isOpen else { return }
        stream.send(frames.frame(change, isNamed: isNamed))
        if change.status.isTerminal, change.version >= lastKnownVersion { stream.finish() }
    }

    /// Its turn on the wheel: a sign of life, or its end when it has lived long enough.
    func beat(at now: MonotonicTime) {
        if now >= endsAt { stream.finish() } else { stream.send(EventFrames.heartbeat) }
    }
}
