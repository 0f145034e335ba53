/// The order of what was asked of one backend and of its answers, without any I/O.
///
/// Every operation is followed by its own sync, and so is a transaction of its own unless it is part of an explicit
/// one: an error ends that operation and no other. An operation has succeeded only when its sync was answered, because
/// the server commits at the sync and a deferred constraint may still fail there.
struct PipelineStateMachine {
    /// What it means for an operation when its answer never comes.
    enum Work: Hashable {
        /// Commits by itself.
        case autocommit
        /// Part of an open transaction, which the server rolls back when the connection ends.
        case insideTransaction
        /// Ends with COMMIT.
        case commit
        /// A script of several statements through the simple protocol, which must have the connection to itself.
        case script
    }

    /// One message exchange within an operation.
    enum Step: Hashable {
        case begin
        case prepare(Int)
        case execute(Int)
        case commit
    }

    /// What libpq handed out.
    enum Reply: Hashable {
        case success
        case failure(endsConnection: Bool)
        /// Skipped because an earlier step of the operation had failed.
        case skipped
        /// The null result after each step.
        case separator
        case sync
    }

    /// What to do about a reply.
    enum Reaction: Hashable {
        case none
        case deliver(Int, Step)
        /// The first failure of an operation; `step` is nil when the sync itself failed.
        case fail(Int, Step?)
        /// A step was skipped; only a preparation that did not happen is of interest.
        case skip(Int, Step)
        case finish(Int)
        /// The backend answered what nobody asked.
        case protocolViolation
    }

    /// What to do when a caller gives up.
    enum Abandonment: Hashable {
        case notThere
        /// It was never sent and is gone.
        case dequeued
        /// Send a cancel request now.
        case requestCancel
        /// Others' operations are before it: `checkHead` asks again.
        case waitForTurn
        /// A cancel request is under way already.
        case alreadyAsked
    }

    struct Entry: Hashable {
        let id: Int
        let work: Work
        var steps: [Step] = []
        var position = 0
        var isSent = false
        var hasFailed = false
        var hadLastSeparator = false
        var isAbandoned = false
        /// A cancel request has been sent for it.
        var isCancelRequested = false
        /// A cancel request was under way while it was running, so that it may have been hit in another's place.
        var mayBeHit = false

        var step: Step? { position < steps.count ? steps[position] : nil }
    }

    let depth: Int
    private(set) var entries: [Entry] = []
    private(set) var isCancelUnderWay = false

    init(depth: Int) { self.depth = max(1, depth) }

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    var sentCount: Int { entries.count { $0.isSent } }
    /// The operation the backend is working on.
    var head: Int? { entries.first.flatMap { $0.isSent ? $0.id : nil } }

    // MARK: Sending

    mutating func enqueued(_ id: Int, _ work: Work) {
        entries.append(Entry(id: id, work: work))
    }

    /// The next operation that may be sent; nothing is sent while a cancel request might hit it by mistake.
    var nextToSend: Int? {
        guard !isCancelUnderWay else { return nil }
        let sent = sentCount
        guard sent < entries.count, sent < depth else { return nil }
        let next = entries[sent]
        if next.work == .script { return sent == 0 ? next.id : nil }
        return entries.first?.isSent == true && entries.first?.work == .script ? nil : next.id
    }

    /// An operation of the connection's own that was sent before those that wait.
    mutating func sentAhead(_ id: Int, _ work: Work, _ steps: [Step]) {
        entries.insert(Entry(id: id, work: work, steps: steps, isSent: true), at: sentCount)
    }

    mutating func sent(_ id: Int, _ steps: [Step]) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
        entries[index].steps = steps
        entries[index].isSent = true
    }

    // MARK: Receiving

    mutating func received(_ reply: Reply) -> Reaction {
        guard let entry = entries.first, entry.isSent else { return .protocolViolation }
        if entry.work == .script { return receivedForScript(reply, entry) }
        switch reply {
        case .success:
            guard let step = entry.step, !entry.hasFailed else { return .protocolViolation }
            return .deliver(entry.id, step)
        case .failure(let endsConnection):
            // The server may have committed already when it is told to end just then; only its answer to the sync, or
            // an ordinary error, would have told.
            if endsConnection, entry.step == nil || entry.step == .commit { return .none }
            let isFirst = !entry.hasFailed
            entries[0].hasFailed = true
            return isFirst ? .fail(entry.id, entry.step) : .none
        case .skipped:
            guard let step = entry.step, entry.hasFailed else { return .protocolViolation }
            return .skip(entry.id, step)
        case .separator:
            if entry.step != nil {
                entries[0].position += 1
                return .none
            }
            // A failing sync has a separator of its own. Any more would come without end.
            guard !entry.hadLastSeparator else { return .protocolViolation }
            entries[0].hadLastSeparator = true
            return .none
        case .sync:
            guard entry.hasFailed || entry.position == entry.steps.count else { return .protocolViolation }
            return finishHead()
        }
    }

    private mutating func receivedForScript(_ reply: Reply, _ entry: Entry) -> Reaction {
        switch reply {
        case .success: return .deliver(entry.id, .execute(0))
        case .failure:
            let isFirst = !entry.hasFailed
            entries[0].hasFailed = true
            return isFirst ? .fail(entry.id, .execute(0)) : .none
        case .separator: return finishHead()
        case .skipped, .sync: return .protocolViolation
        }
    }

    private mutating func finishHead() -> Reaction {
        .finish(entries.removeFirst().id)
    }

    /// Whether a cancellation error of this operation was meant for another one, so that it may be sent again.
    func wasHitByMistake(_ id: Int) -> Bool {
        entries.contains { $0.id == id && $0.mayBeHit && !$0.isAbandoned }
    }

    // MARK: Giving up

    mutating func abandoned(_ id: Int) -> Abandonment {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return .notThere }
        guard entries[index].isSent else {
            entries.remove(at: index)
            return .dequeued
        }
        entries[index].isAbandoned = true
        guard index == 0 else { return .waitForTurn }
        return requestCancel()
    }

    /// Whether the operation the backend has come to was given up meanwhile.
    mutating func checkHead() -> Abandonment {
        guard let head = entries.first, head.isSent, head.isAbandoned, !head.isCancelRequested else { return .notThere }
        return requestCancel()
    }

    private mutating func requestCancel() -> Abandonment {
        guard !isCancelUnderWay else { return .alreadyAsked }
        isCancelUnderWay = true
        entries[0].isCancelRequested = true
        // The backend may be further than its answers that have reached us, so any of these may be hit.
        for index in entries.indices where entries[index].isSent { entries[index].mayBeHit = true }
        return .requestCancel
    }

    /// A cancel request that comes before the backend has begun is ignored by it, so that one may not be enough.
    mutating func cancelAgain(_ id: Int) -> Abandonment {
        guard let head = entries.first, head.id == id, head.isCancelRequested else { return .notThere }
        return requestCancel()
    }

    /// The server has passed the cancel request on (or it failed): what is sent from now on cannot be hit.
    mutating func cancelRequestEnded() {
        isCancelUnderWay = false
    }

    // MARK: The end

    /// The connection is gone: what is known about each operation that was not finished, in order.
    mutating func lost() -> [(id: Int, commit: PostgresError.CommitKnowledge)] {
        defer { entries = [] }
        return entries.map { ($0.id, Self.knowledge(about: $0)) }
    }

    func knowledge(about id: Int) -> PostgresError.CommitKnowledge {
        entries.first { $0.id == id }.map(Self.knowledge) ?? .certainlyNot
    }

    static func knowledge(about entry: Entry) -> PostgresError.CommitKnowledge {
        guard entry.isSent else { return .certainlyNot }
        switch entry.work {
        case .insideTransaction: return .certainlyNot
        case .autocommit, .commit: return entry.hasFailed ? .certainlyNot : .maybe
        // A script may have committed in its middle.
        case .script: return .maybe
        }
    }
}
