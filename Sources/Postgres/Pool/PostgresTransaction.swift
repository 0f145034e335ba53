import EventLoop

/// An open transaction on a connection nobody else uses. Belongs to the task that runs it.
package final class PostgresTransaction {
    /// How much it sees of others, and whether it may write.
    package enum Mode: Sendable {
        case readCommitted
        case repeatableRead
        case serializable
        case readOnly
        /// One snapshot for several reads.
        case readOnlySnapshot

        var begin: String {
            switch self {
            case .readCommitted: "BEGIN"
            case .repeatableRead: "BEGIN ISOLATION LEVEL REPEATABLE READ"
            case .serializable: "BEGIN ISOLATION LEVEL SERIALIZABLE"
            case .readOnly: "BEGIN READ ONLY"
            case .readOnlySnapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            }
        }
    }

    private enum State {
        /// BEGIN goes together with the first statement.
        case notBegun
        case open
        case committed
        case over
    }

    private let connection: PostgresConnection
    private let mode: Mode
    private var state = State.notBegun

    init(_ connection: PostgresConnection, _ mode: Mode) {
        self.connection = connection
        self.mode = mode
    }

    package func query<Row: Sendable>(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(),
        timeout: Duration? = nil, decode: @escaping (borrowing PostgresRow) throws -> Row
    ) async throws(PostgresError) -> [Row] {
        let operation = RowsOperation(.insideTransaction, statement, parameters, timeout: timeout, decode: decode)
        return try await perform(operation).rows
    }

    package func first<Row: Sendable>(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(),
        timeout: Duration? = nil, decode: @escaping (borrowing PostgresRow) throws -> Row
    ) async throws(PostgresError) -> Row? {
        try await query(statement, parameters, timeout: timeout, decode: decode).first
    }

    @discardableResult
    package func execute(
        _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters(),
        timeout: Duration? = nil
    ) async throws(PostgresError) -> Int {
        try await execute([(statement, parameters)], timeout: timeout).last ?? 0
    }

    /// Several statements in one round trip, in order; the first that fails stops the rest. Answers the number of rows
    /// each has changed.
    @discardableResult
    package func execute(
        _ statements: [(PostgresStatement, PostgresParameters)], timeout: Duration? = nil
    ) async throws(PostgresError) -> [Int] {
        let items = statements.map { PipelineOperation.Item(statement: $0, parameters: $1) }
        let operation = RowsOperation<Never>(rowsIgnored: .insideTransaction, items)
        operation.timeout = timeout
        return try await perform(operation).affected
    }

    /// The last statements and the COMMIT in one round trip; afterwards the transaction is over. When one of them
    /// fails nothing is committed.
    @discardableResult
    package func commit(
        executing statements: [(PostgresStatement, PostgresParameters)], timeout: Duration? = nil
    ) async throws(PostgresError) -> [Int] {
        let items = statements.map { PipelineOperation.Item(statement: $0, parameters: $1) }
        let operation = RowsOperation<Never>(rowsIgnored: .commit, items)
        operation.timeout = timeout
        let affected = try await perform(operation).affected
        state = .committed
        return affected
    }

    private func perform<Row>(
        _ operation: RowsOperation<Row>
    ) async throws(PostgresError) -> RowsOperation<Row>.Answer {
        switch state {
        case .notBegun: operation.begin = mode.begin
        case .open where connection.machine.isEmpty && !connection.isClosed && !connection.isInTransaction:
            // Whatever ended it, the statement must not be committed by itself.
            throw .unexpectedResult("the transaction was ended by one of its statements")
        case .open: break
        case .committed, .over: throw .unexpectedResult("the transaction is over")
        }
        state = .open
        do throws(PostgresError) {
            return try await connection.perform(operation)
        } catch {
            if operation.begin != nil, !operation.isSent { state = .notBegun }
            throw error
        }
    }

    // MARK: The end

    /// Commits what is open. Not cancellable: once asked, only the answer tells.
    func finish() async throws(PostgresError) {
        guard state == .open else {
            state = .over
            return
        }
        guard !Task.isCancelled else { throw .cancelled(.certainlyNot) }
        state = .over
        let commit = RowsOperation<Never>(rowsIgnored: .commit, [])
        _ = try await connection.perform(commit, isCancellable: false)
    }

    /// Rolls back what is open, whatever happened to the caller. A connection on which that fails is closed.
    func abort() async {
        state = .over
        guard !connection.isClosed, !connection.isAtRest else { return }
        let rollback = RowsOperation<Never>(rowsIgnored: .insideTransaction, [])
        rollback.begin = "ROLLBACK"
        rollback.timeout = connection.options.cancelTimeout
        do {
            _ = try await connection.perform(rollback, isCancellable: false)
        } catch {
            // The server rolls back by itself when the connection ends.
            connection.lost("a transaction could not be rolled back: \(error)")
        }
    }
}

extension PostgresPool {
    /// Runs `body` in a transaction on a connection of its own: committed when it returns, rolled back when it throws
    /// or its task is cancelled. `connectionLost(.maybe)` comes only when the answer to COMMIT is missing.
    @discardableResult
    package func transaction<Result: Sendable>(
        _ mode: PostgresTransaction.Mode = .readCommitted,
        _ body: (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        let lease = try await lease()
        defer { lease.giveBack() }
        countTransaction()
        let transaction = PostgresTransaction(lease.connection, mode)
        do {
            let result = try await body(transaction)
            try await transaction.finish()
            return result
        } catch {
            await transaction.abort()
            throw error
        }
    }
}
