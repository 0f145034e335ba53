package import Checkout
import EventLoop
package import Postgres

/// Tells the subscribers of a process what changes, whoever committed it.
///
/// What this process commits is handed on at once. What others commit is heard of through one LISTEN connection; that is a
/// doorbell, and a look at the table each second is the truth. No subscriber holds a connection.
package final class EventFeed: Sendable {
    /// Somebody's wish to be told.
    package struct Subscription: Sendable {
        fileprivate let feed: LoopFeed
        fileprivate let sessionID: CheckoutSessionID
        fileprivate let number: Int
    }

    /// Somebody's wish to be told of everything.
    package struct Watch: Sendable {
        fileprivate let feed: LoopFeed
        fileprivate let number: Int
    }

    let origin = FeedOrigin.random()
    private let feeds: [LoopFeed]
    private let listener: PostgresListener?

    private init(feeds: [LoopFeed], listener: PostgresListener?) {
        self.feeds = feeds
        self.listener = listener
    }

    /// One for a process; the listener lives on the first pool's loop.
    package static func start(
        _ target: PostgresTarget, pools: [PostgresPool], options: PostgresOptions = PostgresOptions(),
        pollInterval: Duration = .seconds(1)
    ) async throws -> EventFeed {
        var feeds: [LoopFeed] = []
        for pool in pools {
            feeds.append(try await pool.loop.submit { LoopFeed(pool, pollInterval: pollInterval) })
        }
        let listener = feeds.first.map { PostgresListener(target, loop: $0.loop, options: options) }
        let feed = EventFeed(feeds: feeds, listener: listener)
        if let listener, let channel = FeedBell.channel {
            try await listener.loop.submit { [weak feed] in
                _ = listener.subscribe(channel) { event in feed?.heard(event) }
            }
        }
        return feed
    }

    package func stop() async throws {
        if let listener { try await listener.loop.submit { listener.stop() } }
        for feed in feeds { try await feed.loop.submit { feed.stop() } }
    }

    /// Of the whole process; from any thread.
    package var subscriberCount: Int { feeds.reduce(0) { $0 + $1.subscriberCount } }

    // MARK: Subscribers

    /// Every visible change after `version`, each once, in order, without a gap; with `nil` the present state first. What
    /// was committed before comes too, read from the table. `onChange` runs on this loop.
    package func subscribe(
        _ session: CheckoutSessionID, after version: Int?, _ onChange: @escaping (SessionChange) -> Void
    ) -> Subscription {
        let feed = current
        return Subscription(
            feed: feed, sessionID: session, number: feed.subscribe(session, after: version, onChange))
    }

    /// On the loop of the subscription. Afterwards it is told nothing any more.
    package func unsubscribe(_ subscription: Subscription) {
        subscription.feed.unsubscribe(subscription.sessionID, subscription.number)
    }

    /// The first change after `version`, or `nil` when there is none in time or the task is cancelled.
    package func next(
        _ session: CheckoutSessionID, after version: Int, within patience: Duration
    ) async -> SessionChange? {
        let waiter = FeedWaiter(loop: current.loop)
        let subscription = subscribe(session, after: version) { waiter.finish($0) }
        defer { unsubscribe(subscription) }
        return await waiter.wait(patience)
    }

    /// Told which sessions have changed, whoever's they are, until `unwatch`: for those who look at many at once and read
    /// what they show for themselves. `onChange` runs on this loop. What was never told is found in the table only.
    package func watch(_ onChange: @escaping (Set<CheckoutSessionID>) -> Void) -> Watch {
        let feed = current
        return Watch(feed: feed, number: feed.watches.add(onChange))
    }

    /// On the loop of the watch.
    package func unwatch(_ watch: Watch) { watch.feed.watches.remove(watch.number) }

    private var current: LoopFeed {
        guard let feed = feeds.first(where: { $0.loop.isCurrent }) else {
            preconditionFailure("a feed was used on a loop that it does not serve")
        }
        return feed
    }

    // MARK: News

    /// This process committed these, on this loop.
    func committed(_ changes: [SessionChange], on loop: EventLoop) {
        guard !changes.isEmpty else { return }
        for feed in feeds {
            if feed.loop === loop {
                feed.committed(changes)
            } else if feed.hasListeners {
                // Whoever subscribes after this look finds the changes in the table.
                feed.loop.execute { feed.committed(changes) }
            }
        }
    }

    /// New ones that everybody may see at once. Nobody can have subscribed to them.
    func created(_ sessions: @autoclosure () -> Set<CheckoutSessionID>) {
        let watched = feeds.filter { $0.watches.count > 0 }
        guard !watched.isEmpty else { return }
        let sessions = sessions()
        for feed in watched { feed.loop.execute { feed.watches.tell(sessions) } }
    }

    private func heard(_ event: PostgresListener.Event) {
        guard case .notification(let payload) = event, let bell = FeedBell(payload: payload) else {
            for feed in feeds { feed.loop.execute { feed.resynchronise() } }
            return
        }
        guard bell.origin != origin else { return }
        for feed in feeds where feed.hasListeners { feed.loop.execute { feed.rung(bell.strokes) } }
    }
}

/// One task that waits for one change, or for its patience to end.
///
/// `@unchecked Sendable`: it is touched on its loop only.
private final class FeedWaiter: @unchecked Sendable {
    private let loop: EventLoop
    private var continuation: CheckedContinuation<SessionChange?, Never>?
    private var timer: TimerToken?
    private var isFinished = false
    private var early: SessionChange?

    init(loop: EventLoop) { self.loop = loop }

    func wait(_ patience: Duration) async -> SessionChange? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !isFinished else { return continuation.resume(returning: early) }
                self.continuation = continuation
                timer = loop.schedule(after: patience) { [weak self] in
                    self?.timer = nil
                    self?.finish(nil)
                }
            }
        } onCancel: {
            loop.execute { self.finish(nil) }
        }
    }

    func finish(_ change: SessionChange?) {
        guard !isFinished else { return }
        isFinished = true
        early = change
        if let timer { loop.cancel(timer) }
        timer = nil
        continuation?.resume(returning: change)
        continuation = nil
    }
}
