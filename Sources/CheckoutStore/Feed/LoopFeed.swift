import Checkout
import EventLoop
import Postgres

/// The subscribers of one loop.
///
/// `@unchecked Sendable`: it is carried into tasks, and every entry point traps off its loop.
final class LoopFeed: @unchecked Sendable {
    /// All subscribers of one session.
    private struct Topic {
        var subscribers: [Int: FeedSubscriber] = [:]

        /// In the order in which they came.
        var inOrder: [FeedSubscriber] {
            subscribers.count == 1 ? Array(subscribers.values) : subscribers.values.sorted { $0.number < $1.number }
        }
    }

    private static let retryInterval = Duration.milliseconds(250)
    /// A look at everybody's sessions is spread over the second, so many times.
    private static let slicesPerPoll = 10
    private static let sessionsPerSlice = 200

    let loop: EventLoop
    private let pool: PostgresPool
    private let pollInterval: Duration
    private let reads: FeedReads
    private let deliveries: FeedDeliveries
    private var topics: [CheckoutSessionID: Topic] = [:]
    private var nextNumber = 1
    /// Sessions still to be looked at in this round.
    private var unpolled: [CheckoutSessionID] = []
    private var sliceSize = 0
    private var timer: TimerToken?
    private var isStopped = false
    private var pollFailureCount = 0
    private let count = Locked(0)
    let watches = FeedWatches()

    init(_ pool: PostgresPool, pollInterval: Duration) {
        self.pool = pool
        loop = pool.loop
        self.pollInterval = pollInterval
        reads = FeedReads(pool)
        deliveries = FeedDeliveries(loop: loop)
        schedulePoll()
    }

    /// From any thread.
    var subscriberCount: Int { count.withLock { $0 } }

    /// From any thread.
    var hasListeners: Bool { subscriberCount > 0 || watches.count > 0 }

    /// Reads that failed so far; each was repeated.
    var failureCount: Int { reads.failureCount + pollFailureCount }

    // MARK: Subscribers

    func subscribe(
        _ session: CheckoutSessionID, after version: Int?, _ onChange: @escaping (SessionChange) -> Void
    ) -> Int {
        loop.preconditionCurrent()
        let subscriber = FeedSubscriber(number: nextNumber, sessionID: session, after: version, onChange: onChange)
        nextNumber += 1
        topics[session, default: Topic()].subscribers[subscriber.number] = subscriber
        count.withLock { $0 += 1 }
        act(subscriber.position.subscribed(), for: subscriber, nil)
        return subscriber.number
    }

    func unsubscribe(_ session: CheckoutSessionID, _ number: Int) {
        loop.preconditionCurrent()
        guard let subscriber = topics[session]?.subscribers.removeValue(forKey: number) else { return }
        subscriber.isGone = true
        count.withLock { $0 -= 1 }
        if topics[session]?.subscribers.isEmpty == true { topics[session] = nil }
    }

    func stop() {
        loop.preconditionCurrent()
        isStopped = true
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    // MARK: News

    /// This process committed these.
    func committed(_ changes: [SessionChange]) {
        loop.preconditionCurrent()
        watches.tell(Set(changes.map(\.sessionID)))
        guard !topics.isEmpty else { return }
        for change in changes { announce(change.sessionID, change.version, change) }
    }

    /// Another process did.
    func rung(_ strokes: [FeedBell.Stroke]) {
        loop.preconditionCurrent()
        watches.tell(Set(strokes.map(\.sessionID)))
        for stroke in strokes { announce(stroke.sessionID, stroke.version, nil) }
    }

    private func announce(_ session: CheckoutSessionID, _ version: Int, _ change: SessionChange?) {
        guard let topic = topics[session] else { return }
        var receivers: [FeedSubscriber] = []
        for subscriber in topic.inOrder {
            let action = subscriber.position.announced(version, isAtHand: change != nil)
            if action == .deliver { receivers.append(subscriber) } else { act(action, for: subscriber, nil) }
        }
        if let change { deliveries.add(change, to: receivers) }
    }

    private func act(_ action: FeedPosition.Action, for subscriber: FeedSubscriber, _ change: SessionChange?) {
        switch action {
        case .none: break
        case .deliver: if let change { deliveries.add(change, to: [subscriber]) }
        case .read(let after):
            reads.add(
                FeedReads.Wish(sessionID: subscriber.sessionID, after: after) { [weak self] changes in
                    self?.answered(subscriber, changes)
                })
        }
    }

    private func answered(_ subscriber: FeedSubscriber, _ changes: [SessionChange]?) {
        guard !subscriber.isGone else { return }
        guard let changes else {
            subscriber.position.readFailed()
            guard !isStopped else { return }
            _ = loop.schedule(after: Self.retryInterval) { [weak self] in
                guard let self, !subscriber.isGone else { return }
                act(subscriber.position.retry(), for: subscriber, nil)
            }
            return
        }
        let (deliver, then) = subscriber.position.answered(changes.map(\.version))
        for change in changes where deliver.contains(change.version) { deliveries.add(change, to: [subscriber]) }
        act(then, for: subscriber, nil)
    }

    // MARK: The truth

    /// The bell may have been missed: look at everything now.
    func resynchronise() {
        loop.preconditionCurrent()
        unpolled = []
        startRound()
        while !unpolled.isEmpty { pollSlice() }
    }

    private func schedulePoll() {
        guard !isStopped else { return }
        timer = loop.schedule(after: pollInterval / Self.slicesPerPoll) { [weak self] in
            guard let self else { return }
            if unpolled.isEmpty { startRound() }
            pollSlice()
            schedulePoll()
        }
    }

    private func startRound() {
        unpolled = Array(topics.keys)
        sliceSize = max(Self.sessionsPerSlice, (unpolled.count + Self.slicesPerPoll - 1) / Self.slicesPerPoll)
    }

    private func pollSlice() {
        let sessions = unpolled.suffix(sliceSize)
        unpolled.removeLast(sessions.count)
        var ids: [PostgresUUID] = []
        var versions: [Int32] = []
        for session in sessions {
            // A subscriber that is reading sees the truth anyway.
            guard let least = topics[session]?.subscribers.values.compactMap(\.position.delivered).min() else {
                continue
            }
            ids.append(session.stored)
            versions.append(Int32(clamping: least))
        }
        guard !ids.isEmpty else { return }
        let parameters = PostgresParameters(ids, versions)
        loop.startTask { [self] in
            do {
                let strokes = try await pool.query(Self.poll, parameters) { row in
                    FeedBell.Stroke(sessionID: CheckoutSessionID(stored: try row.decode(0)), version: try row.decode(1))
                }
                rung(strokes)
            } catch {
                // The next round asks again.
                pollFailureCount += 1
            }
        }
    }

    private static let poll: PostgresStatement = """
        SELECT s.id, s.version FROM unnest($1::uuid[], $2::integer[]) AS k (id, version)
        JOIN checkout_sessions s ON s.id = k.id WHERE s.version > k.version
        """
}
