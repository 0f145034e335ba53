package import Checkout
package import EventLoop
package import Postgres

/// The checkout sessions of one loop. Writes go together in transactions, look-ups in statements.
///
/// `@unchecked Sendable`: handlers carry it into their tasks; every entry point traps off its loop.
package final class SessionStore: @unchecked Sendable {
    /// How much goes together.
    package struct Limits: Hashable, Sendable {
        /// Writes in one transaction.
        package var batch = 32
        /// Transactions under way at once, of creates and of transitions each.
        package var underWay = 2
        /// Writes waiting; more are turned away.
        package var waiting = 4096

        package init() {}

        var queue: BatchQueue<WriteKey>.Limits { .init(batch: batch, underWay: underWay, waiting: waiting) }
    }

    package let pool: PostgresPool
    let render: @Sendable (SessionRecord) -> [UInt8]
    let feed: EventFeed?
    private let origin: FeedOrigin
    private let limits: Limits
    private lazy var creates = Batcher<CreateWrite, CreateOutcome>(loop: pool.loop, limits: limits.queue) {
        [unowned self] writes in try await create(writes)
    }
    private lazy var transitions = Batcher<TransitionWrite, ApplyOutcome<any Error>>(
        loop: pool.loop, limits: limits.queue
    ) { [unowned self] writes in try await transition(writes) }
    let reads: SessionReads

    /// `render` gives the public session body; its bytes are kept with each visible change. `feed` is told of what this
    /// process commits.
    package init(
        _ pool: PostgresPool, feed: EventFeed?, limits: Limits = Limits(),
        render: @escaping @Sendable (SessionRecord) -> [UInt8]
    ) {
        pool.loop.preconditionCurrent()
        self.pool = pool
        self.feed = feed
        self.limits = limits
        self.render = render
        origin = feed?.origin ?? .random()
        reads = SessionReads(pool)
    }

    package var loop: EventLoop { pool.loop }

    /// Transactions so far: how well the batching works.
    package var transactionCount: Int { creates.batchCount + transitions.batchCount }

    // MARK: Create

    /// Makes a session, unless the order or the request was here before, or what it is to start cannot be started.
    package func create(_ new: NewSession, idempotency: IdempotencyUse? = nil) async throws -> CreateOutcome {
        return try await creates.perform(try CreateWrite(new, idempotency: idempotency))
    }

    private func create(_ writes: [CreateWrite]) async throws {
        do {
            let outcomes = try await pool.transaction { transaction in
                var batch = CreateBatch(render: render)
                try await batch.run(writes, in: transaction)
                return LoopBound(batch.outcomes, on: loop)
            }
            feed?.created(Self.visible(outcomes.value.map(\.outcome)))
            for (write, outcome) in outcomes.value { write.finish(.success(outcome)) }
        } catch let error as PostgresError {
            if writes.count == 1, writes[0].isInDoubt, case .uniqueViolation("checkout_sessions_pkey") = error.kind {
                return writes[0].finish(.success(writes[0].created))
            }
            if !error.certainlyDidNotCommit { for write in writes { write.isInDoubt = true } }
            throw error
        }
    }

    private static func visible(_ outcomes: [CreateOutcome]) -> Set<CheckoutSessionID> {
        var sessions: Set<CheckoutSessionID> = []
        for case .created(let record, _) in outcomes where record.state.version > 0 { sessions.insert(record.id) }
        return sessions
    }

    // MARK: Transitions

    /// Takes a session a step further: `input` is asked under the session's lock, perhaps more than once, and what it
    /// answers is written and told before this returns. Only then are the transition's effects to be performed.
    ///
    /// `sealedIntentSecret` goes with the input that tells of the intent. With `looksForObstacles` the machine is told what
    /// stands in the way of the subscription that the session is to start.
    package func apply<Refusal: Error>(
        _ session: CheckoutSessionID, event: EventUse? = nil, idempotency: IdempotencyUse? = nil,
        sealedIntentSecret: [UInt8]? = nil, looksForObstacles: Bool = false,
        _ input: @escaping @Sendable (SessionMachine) throws(Refusal) -> Transition
    ) async throws -> ApplyOutcome<Refusal> {
        let write = TransitionWrite(
            session, event: event, idempotency: idempotency, sealedIntentSecret: sealedIntentSecret,
            startsWhatMayBeRefused: looksForObstacles
        ) { machine in
            do throws(Refusal) { return .transition(try input(machine)) } catch { return .refused(error) }
        }
        switch try await transitions.perform(write) {
        case .applied(let record, let transition): return .applied(record, transition)
        case .refused(let refusal, let record):
            guard let refusal = refusal as? Refusal else { throw refusal }
            return .refused(refusal, record)
        case .notFound: return .notFound
        case .duplicateEvent: return .duplicateEvent
        case .answered(let answer): return .answered(answer)
        }
    }

    private func transition(_ writes: [TransitionWrite]) async throws {
        if writes.count == 1, try await settleDoubt(writes[0]) { return }
        do {
            let batch = try await pool.transaction { transaction in
                var batch = TransitionBatch(render: render, origin: origin)
                try await batch.run(writes, in: transaction)
                return LoopBound(batch, on: loop)
            }.value
            feed?.committed(batch.changes, on: loop)
            for (write, outcome) in batch.outcomes { write.finish(.success(outcome)) }
        } catch {
            let isOpen = (error as? PostgresError)?.certainlyDidNotCommit == false
            if !isOpen { for write in writes { write.doubt = nil } }
            throw error
        }
    }

    /// Looks whether an earlier try took effect after all. The session's lock is what makes the look final: as long as
    /// that transaction could still commit, it holds the lock.
    private func settleDoubt(_ write: TransitionWrite) async throws -> Bool {
        guard let doubt = write.doubt else { return false }
        let id = write.sessionID.stored
        let isCommitted = try await pool.transaction { transaction in
            _ = try await transaction.query(SessionRecord.lock, PostgresParameters([id])) { _ in true }
            return try await transaction.first(
                "SELECT true FROM session_events WHERE session_id = $1 AND sequence = $2 AND written_by = $3",
                PostgresParameters(id, Int32(clamping: doubt.sequence), doubt.writtenBy)
            ) { _ in true } ?? false
        }
        write.doubt = nil
        guard isCommitted else { return false }
        feed?.committed(doubt.change.map { [$0] } ?? [], on: loop)
        write.finish(.success(doubt.outcome))
        return true
    }
}
