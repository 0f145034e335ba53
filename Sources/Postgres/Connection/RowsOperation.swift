import CLibpq

/// An operation whose last statement's rows, or number of affected rows, are what the caller wants.
final class RowsOperation<Row: Sendable>: PipelineOperation {
    typealias Outcome = Result<Answer, PostgresError>

    /// What came of each statement.
    struct Answer: Sendable {
        var rows: [Row] = []
        /// Of every item, in order.
        var affected: [Int] = []
    }

    /// Nil when only the numbers of affected rows matter.
    private let decode: ((borrowing PostgresRow) throws -> Row)?
    private var answer = Answer()
    var continuation: CheckedContinuation<Outcome, Never>?

    init(
        _ work: PipelineStateMachine.Work, _ items: [Item], decode: @escaping (borrowing PostgresRow) throws -> Row
    ) {
        self.decode = decode
        super.init(work, items)
    }

    /// For statements whose rows, if any, nobody wants.
    init(rowsIgnored work: PipelineStateMachine.Work, _ items: [Item]) {
        decode = nil
        super.init(work, items)
    }

    /// One statement and its rows.
    convenience init(
        _ work: PipelineStateMachine.Work, _ statement: PostgresStatement, _ parameters: PostgresParameters,
        timeout: Duration?, decode: @escaping (borrowing PostgresRow) throws -> Row
    ) {
        self.init(work, [Item(statement: statement, parameters: parameters)], decode: decode)
        self.timeout = timeout
    }

    /// One statement whose rows, if any, nobody wants.
    convenience init(
        rowsIgnored work: PipelineStateMachine.Work, _ statement: PostgresStatement, _ parameters: PostgresParameters,
        timeout: Duration?
    ) {
        self.init(rowsIgnored: work, [Item(statement: statement, parameters: parameters)])
        self.timeout = timeout
    }

    override func receive(_ result: borrowing PostgresResult, item: Int) {
        answer.affected.append(result.affectedRows)
        guard let decode, item == items.count - 1, result.hasRows else { return }
        let count = result.rowCount
        answer.rows.reserveCapacity(Int(count))
        do {
            for index in 0..<count { answer.rows.append(try decode(result.row(index))) }
        } catch let error as PostgresError {
            failure = error
        } catch {
            failure = .unexpectedResult("a row could not be read: \(error)")
        }
    }

    override func restart() { answer = Answer() }

    override func answered(_ error: PostgresError?) {
        continuation?.resume(returning: error.map { .failure($0) } ?? .success(answer))
        continuation = nil
    }
}
