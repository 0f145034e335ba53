import EventLoop

// For whoever has the connection to itself; the pool and transactions offer the same under their own conditions.
extension PostgresConnection {
    /// The rows of a statement that commits by itself.
    package func query<Row: Sendable>(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(),
        timeout: Duration? = nil, decode: @escaping (borrowing PostgresRow) throws -> Row
    ) async throws(PostgresError) -> [Row] {
        try await perform(RowsOperation(.autocommit, statement, parameters, timeout: timeout, decode: decode)).rows
    }

    /// The number of rows a statement that commits by itself has changed.
    @discardableResult
    package func execute(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(),
        timeout: Duration? = nil
    ) async throws(PostgresError) -> Int {
        let operation = RowsOperation<Never>(rowsIgnored: .autocommit, statement, parameters, timeout: timeout)
        return try await perform(operation).affected.last ?? 0
    }

    /// Runs a script of any number of statements as it is, by the simple protocol: for migrations and tests. Never
    /// build one from values.
    package func run(script: String, timeout: Duration? = nil) async throws(PostgresError) {
        let operation = RowsOperation<Never>(rowsIgnored: .script, [])
        operation.script = script
        operation.timeout = timeout
        _ = try await perform(operation)
    }

    func perform<Row>(
        _ operation: RowsOperation<Row>, isCancellable: Bool = true
    ) async throws(PostgresError) -> RowsOperation<Row>.Answer {
        loop.preconditionCurrent()
        return try await operation.outcome(on: loop, isCancellable: isCancellable) { self.submit(operation) }
    }
}

extension RowsOperation {
    /// Starts the operation and waits until it is answered. Cancelling the task gives it up wherever it is by then;
    /// the answer still comes through the operation, because only that knows whether the work was done.
    func outcome(
        on loop: EventLoop, isCancellable: Bool = true, start: () -> Void
    ) async throws(PostgresError) -> Answer {
        guard isCancellable else {
            return try await withCheckedContinuation { continuation in
                self.continuation = continuation
                start()
            }.get()
        }
        let this = LoopBound(self, on: loop)
        return try await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Outcome, Never>) in
                // One who was cancelled on the way into this closure has been looked for in vain already.
                if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled(.certainlyNot))) }
                self.continuation = continuation
                start()
            }
        } onCancel: {
            loop.execute { this.value.abandon?(.cancelled) }
        }.get()
    }
}
