import EventLoop

/// Coalesced reads by key: the calls of one tick become one `… WHERE id = ANY($1)`.
///
/// The statement takes the array of keys as `$1`, any further parameters are fixed, and each of its rows gives a key
/// and its value. A call never joins a statement that was sent before it: it sees whatever was committed by then.
///
/// `@unchecked Sendable`: like its pool it is carried into tasks, and every entry point traps off the loop.
package final class PostgresLookup<Key: Hashable & PostgresArrayElement, Value: Sendable>: @unchecked Sendable {
    /// Bounds of a look-up.
    package struct Limits: Sendable {
        /// Keys in one statement.
        package var batch = 512
        /// Statements under way at once.
        package var underWay = 2
        /// Callers waiting; more are turned away.
        package var waiting = 65_536
        package var timeout: Duration = .seconds(2)
        /// A look-up that takes longer is ended by its caller's cancellation.
        package var slow: Duration = .milliseconds(50)

        package init() {}
    }

    /// Fewer keys than this are not worth a statement of their own.
    private static var smallestShare: Int { 32 }

    private typealias Batch = LookupBatch<Key, Value>

    private let pool: PostgresPool
    private let loop: EventLoop
    private let statement: PostgresStatement
    private let limits: Limits
    private let decode: (borrowing PostgresRow) throws -> (Key, Value)
    private var gate: LookupGate
    private var gathering: [Batch] = []
    /// The last of those, which still takes keys.
    private var open: Batch?
    private var waiting = 0
    /// Statements sent so far: how well the coalescing works.
    package private(set) var statementCount = 0

    package init(
        _ pool: PostgresPool, _ statement: PostgresStatement, limits: Limits = Limits(),
        decode: @escaping (borrowing PostgresRow) throws -> (Key, Value)
    ) {
        self.pool = pool
        loop = pool.loop
        self.statement = statement
        self.limits = limits
        self.decode = decode
        gate = LookupGate(mostAtOnce: limits.underWay)
    }

    /// The value of a key, or nil when there is none.
    ///
    /// To listen for the cancellation of every caller would cost a fifth of a look-up, for answers that mostly come within
    /// a millisecond. So only those listen whose answer is not there when `Limits.slow` has passed.
    package func find(_ key: Key) async throws(PostgresError) -> Value? {
        loop.preconditionCurrent()
        if Task.isCancelled { throw .cancelled(.certainlyNot) }
        guard waiting < limits.waiting else {
            throw .unavailable(retryAfter: pool.poolOptions.retryAfter, reason: "too many look-ups wait")
        }
        waiting += 1
        defer { waiting -= 1 }
        let batch = openBatch()
        let ticket = batch.add(key)
        if !batch.isSlow { await withUnsafeContinuation { batch.wait(ticket, $0) } }
        if !batch.isDone { try await waitListening(batch, ticket) }
        return try batch.outcome(ticket)
    }

    private func waitListening(_ batch: Batch, _ ticket: Int) async throws(PostgresError) {
        let (this, loop) = (LoopBound(batch, on: loop), loop)
        await withTaskCancellationHandler {
            await withUnsafeContinuation { batch.wait(ticket, $0) }
        } onCancel: {
            loop.execute { this.value.leave(ticket) }
        }
        if !batch.isDone { throw .cancelled(.certainlyNot) }
    }

    private func openBatch() -> Batch {
        // Callers are shared out among the statements that may be under way, so that one is computed by the server
        // while the rows of another are read here.
        let share = max(Self.smallestShare, waiting / limits.underWay)
        if let open, open.keys.count < min(limits.batch, share) { return open }
        let batch = Batch(capacity: 64)
        open = batch
        gathering.append(batch)
        batch.timer = loop.schedule(after: limits.slow) { batch.becomeSlow() }
        act(gate.batchOpened())
        return batch
    }

    private func act(_ action: LookupGate.Action) {
        switch action {
        case .none: break
        case .askAtEndOfTick:
            loop.atEndOfTick { [weak self] in
                guard let self else { return }
                act(gate.tickEnded())
            }
        case .send(let count):
            let batches = gathering.prefix(count)
            gathering.removeFirst(count)
            if gathering.isEmpty { open = nil }
            for batch in batches { send(batch) }
        }
    }

    private func send(_ batch: Batch) {
        batch.begin()
        statementCount += 1
        let decode = decode
        pool.lookUp(statement, PostgresParameters(batch.keys), timeout: limits.timeout) { row in
            let (key, value) = try decode(row)
            try batch.found(key, value)
        } onAnswer: { error in
            self.answered(batch, error)
        }
    }

    private func answered(_ batch: Batch, _ error: PostgresError?) {
        // Reading twice does no harm, so that a connection that dies costs a look-up a moment, not an error.
        if case .connectionLost = error?.kind, batch.attempts < 2 {
            send(batch)
            return
        }
        if let timer = batch.timer { loop.cancel(timer) }
        batch.finish(error)
        act(gate.batchEnded())
    }
}

extension PostgresPool {
    /// Runs the statement of one batch; its rows go straight to who waits for them.
    func lookUp(
        _ statement: PostgresStatement, _ parameters: PostgresParameters, timeout: Duration,
        onRow: @escaping (borrowing PostgresRow) throws -> Void, onAnswer: @escaping (PostgresError?) -> Void
    ) {
        let item = PipelineOperation.Item(statement: statement, parameters: parameters)
        let operation = LookupOperation(item, onRow: onRow, onAnswer: onAnswer)
        operation.timeout = timeout
        submit(operation)
    }
}

/// The statement of one batch.
private final class LookupOperation: PipelineOperation {
    private let onRow: (borrowing PostgresRow) throws -> Void
    private var onAnswer: ((PostgresError?) -> Void)?

    init(
        _ item: Item, onRow: @escaping (borrowing PostgresRow) throws -> Void,
        onAnswer: @escaping (PostgresError?) -> Void
    ) {
        self.onRow = onRow
        self.onAnswer = onAnswer
        super.init(.autocommit, [item])
    }

    override func receive(_ result: borrowing PostgresResult, item: Int) {
        do {
            for index in 0..<result.rowCount { try onRow(result.row(index)) }
        } catch let error as PostgresError {
            failure = error
        } catch {
            failure = .unexpectedResult("a row could not be read: \(error)")
        }
    }

    override func answered(_ error: PostgresError?) {
        onAnswer?(error)
        onAnswer = nil
    }
}
