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

        package init() {}
    }

    private typealias Batch = LookupBatch<Key, Value>

    private let pool: PostgresPool
    private let statement: PostgresStatement
    private let limits: Limits
    private let decode: (borrowing PostgresRow) throws -> (Key, Value)
    private var gate: LookupGate
    private var gathering: [Batch] = []
    private var waiting = 0
    /// Statements sent so far: how well the coalescing works.
    package private(set) var statementCount = 0

    package init(
        _ pool: PostgresPool, _ statement: PostgresStatement, limits: Limits = Limits(),
        decode: @escaping (borrowing PostgresRow) throws -> (Key, Value)
    ) {
        self.pool = pool
        self.statement = statement
        self.limits = limits
        self.decode = decode
        gate = LookupGate(mostAtOnce: limits.underWay)
    }

    /// The value of a key, or nil when there is none.
    package func find(_ key: Key) async throws(PostgresError) -> Value? {
        pool.loop.preconditionCurrent()
        guard waiting < limits.waiting else {
            throw .unavailable(retryAfter: pool.poolOptions.retryAfter, reason: "too many look-ups wait")
        }
        waiting += 1
        defer { waiting -= 1 }
        let batch = openBatch()
        let ticket = batch.add(key)
        let loop = pool.loop
        let bound = LoopBound(batch, on: loop)
        await withTaskCancellationHandler {
            await withUnsafeContinuation { batch.wait(ticket, $0) }
        } onCancel: {
            loop.execute { bound.value.cancel(ticket) }
        }
        return try batch.outcome(ticket)
    }

    private func openBatch() -> Batch {
        if let last = gathering.last, last.keys.count < limits.batch { return last }
        let batch = Batch(capacity: 64)
        gathering.append(batch)
        act(gate.batchOpened())
        return batch
    }

    private func act(_ action: LookupGate.Action) {
        switch action {
        case .none: break
        case .askAtEndOfTick:
            pool.loop.atEndOfTick { [weak self] in
                guard let self else { return }
                act(gate.tickEnded())
            }
        case .send(let count):
            let batches = gathering.prefix(count)
            gathering.removeFirst(count)
            for batch in batches { send(batch) }
        }
    }

    private func send(_ batch: Batch) {
        batch.begin()
        statementCount += 1
        let item = PipelineOperation.Item(statement: statement, parameters: PostgresParameters(batch.keys))
        let operation = LookupOperation(item, batch, decode: decode)
        operation.timeout = limits.timeout
        operation.onAnswer = { [self] error in answered(batch, error) }
        pool.submit(operation)
    }

    private func answered(_ batch: Batch, _ error: PostgresError?) {
        // Reading twice does no harm, so that a connection that dies costs a look-up a moment, not an error.
        if case .connectionLost = error?.kind, batch.attempts < 2 {
            send(batch)
            return
        }
        batch.finish(error)
        act(gate.batchEnded())
    }
}

/// The statement of one batch; its rows go straight to who waits for them.
private final class LookupOperation<Key: Hashable & Sendable, Value: Sendable>: PipelineOperation {
    private let batch: LookupBatch<Key, Value>
    private let decode: (borrowing PostgresRow) throws -> (Key, Value)
    var onAnswer: ((PostgresError?) -> Void)?

    init(
        _ item: Item, _ batch: LookupBatch<Key, Value>, decode: @escaping (borrowing PostgresRow) throws -> (Key, Value)
    ) {
        self.batch = batch
        self.decode = decode
        super.init(.autocommit, [item])
    }

    override func receive(_ result: borrowing PostgresResult, item: Int) {
        do {
            for index in 0..<result.rowCount {
                let (key, value) = try decode(result.row(index))
                try batch.found(key, value)
            }
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
