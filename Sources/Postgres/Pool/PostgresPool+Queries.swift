import EventLoop

extension PostgresPool {
    /// The rows of a statement that commits by itself. Statements of several callers share a connection; a failure of
    /// one does not touch the others.
    package func query<Row: Sendable>(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(),
        timeout: Duration? = nil, decode: @escaping (borrowing PostgresRow) throws -> Row
    ) async throws(PostgresError) -> [Row] {
        try await perform(RowsOperation(.autocommit, statement, parameters, timeout: timeout, decode: decode)).rows
    }

    /// The only row of a statement, or nil when there is none.
    package func first<Row: Sendable>(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(),
        timeout: Duration? = nil, decode: @escaping (borrowing PostgresRow) throws -> Row
    ) async throws(PostgresError) -> Row? {
        try await query(statement, parameters, timeout: timeout, decode: decode).first
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

    private func perform<Row>(
        _ operation: RowsOperation<Row>
    ) async throws(PostgresError) -> RowsOperation<Row>.Answer {
        loop.preconditionCurrent()
        return try await operation.outcome(on: loop) { submit(operation) }
    }

    /// Sends an operation through whichever connection has room, now or when one has.
    func submit(_ operation: PipelineOperation) {
        let waiter = request(.operation(operation), .shared, patience: operation.timeout)
        // Once it is on a connection, that one knows how to give it up.
        guard isWaiting(waiter) else { return }
        operation.abandon = { [weak self] _ in self?.cancel(waiter: waiter) }
    }

    /// Runs `body` with a connection of its own, without a transaction: for what belongs to a session, such as
    /// advisory locks. What `body` leaves behind in the session stays there, so it has to tidy up.
    @discardableResult
    package func withConnection<Result: Sendable>(
        _ body: (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let lease = try await lease()
        defer { lease.giveBack() }
        return try await body(lease.connection)
    }
}
