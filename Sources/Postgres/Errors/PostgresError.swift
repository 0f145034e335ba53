/// Everything that can go wrong between a caller and its rows.
package struct PostgresError: Error, Sendable {
    /// Whether work that was cut short may be in the database.
    package enum CommitKnowledge: Hashable, Sendable {
        /// It never reached the server, or its transaction was open and so was rolled back.
        case certainlyNot
        /// It was sent, and the answer never came: look before trying again.
        case maybe
    }

    /// The distinctions callers act on.
    package enum Kind: Hashable, Sendable {
        case uniqueViolation(constraint: String)
        case foreignKeyViolation(constraint: String)
        case checkViolation(constraint: String)
        case exclusionViolation(constraint: String)
        case notNullViolation(column: String)
        case serializationFailure
        case deadlockDetected
        case lockNotAvailable
        /// The server's own `statement_timeout`, or somebody else's cancel request.
        case queryCanceled
        case readOnlyTransaction
        /// Any other error the server answered; nothing of the statement remains.
        case server(SQLState)
        case connectionLost(commit: CommitKnowledge)
        /// The deadline of the call passed.
        case timeout(commit: CommitKnowledge)
        /// The calling task was cancelled.
        case cancelled(commit: CommitKnowledge)
        /// No connection could be had in time: the database is down, or all connections are busy.
        case unavailable(retryAfter: Duration)
        /// The server could not be reached, or would not have us.
        case connectFailed
        /// A result was not what the statement's reader expected.
        case unexpectedResult
        /// `DATABASE_URL` or an option of it makes no sense.
        case invalidTarget
        /// The schema and the migrations of this build contradict each other.
        case migrationRefused
    }

    package let kind: Kind
    package let report: ServerReport?
    /// One sentence that holds no stored value and no secret.
    package let reason: String

    package init(_ kind: Kind, reason: String, report: ServerReport? = nil) {
        self.kind = kind
        self.reason = reason
        self.report = report
    }

    package var state: SQLState? { report?.state }

    /// Whether the work certainly left no trace, so that it may simply be done again.
    package var certainlyDidNotCommit: Bool {
        switch kind {
        case .connectionLost(let commit), .timeout(let commit), .cancelled(let commit): commit == .certainlyNot
        // The rows of a finished statement could not be read: it did happen.
        case .unexpectedResult: false
        default: true
        }
    }

    /// Whether the same transaction may well succeed when run again at once.
    package var isWorthRetrying: Bool {
        switch kind {
        case .serializationFailure, .deadlockDetected: true
        case .connectionLost(commit: .certainlyNot): true
        default: false
        }
    }
}

extension PostgresError: CustomStringConvertible {
    package var description: String {
        report.map { "\(reason) (SQLSTATE \($0.state))" } ?? reason
    }

    /// For the log of the operator: with the server's message, still without `detail`, which quotes rows.
    package var logDescription: String {
        guard let report, report.message != reason else { return description }
        return "\(description): \(report.message)"
    }
}
