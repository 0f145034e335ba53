extension PostgresError {
    /// The error a server's answer means when the connection lives on.
    static func server(_ report: ServerReport) -> PostgresError {
        let name = report.constraint ?? ""
        let (kind, reason): (Kind, String) =
            switch report.state {
            case .uniqueViolation: (.uniqueViolation(constraint: name), "violates unique constraint \(name)")
            case .foreignKeyViolation:
                (.foreignKeyViolation(constraint: name), "violates foreign key constraint \(name)")
            case .checkViolation: (.checkViolation(constraint: name), "violates check constraint \(name)")
            case .exclusionViolation: (.exclusionViolation(constraint: name), "violates exclusion constraint \(name)")
            case .notNullViolation:
                (.notNullViolation(column: report.column ?? ""), "column \(report.column ?? "") may not be null")
            case .serializationFailure: (.serializationFailure, "could not serialize the transaction")
            case .deadlockDetected: (.deadlockDetected, "deadlock with another transaction")
            case .lockNotAvailable: (.lockNotAvailable, "a lock was not to be had in time")
            case .queryCanceled: (.queryCanceled, "the server cancelled the statement")
            case .readOnlyTransaction: (.readOnlyTransaction, "the server or the transaction is read-only")
            default: (.server(report.state), "the server refused the statement")
            }
        return PostgresError(kind, reason: reason, report: report)
    }

    static func connectionLost(_ commit: CommitKnowledge, report: ServerReport? = nil) -> PostgresError {
        PostgresError(
            .connectionLost(commit: commit), reason: "the connection to the database was lost", report: report)
    }

    static func timeout(_ commit: CommitKnowledge, report: ServerReport? = nil) -> PostgresError {
        PostgresError(.timeout(commit: commit), reason: "the database did not answer in time", report: report)
    }

    static func cancelled(_ commit: CommitKnowledge, report: ServerReport? = nil) -> PostgresError {
        PostgresError(.cancelled(commit: commit), reason: "the caller was cancelled", report: report)
    }

    static func unavailable(retryAfter: Duration, reason: String) -> PostgresError {
        PostgresError(.unavailable(retryAfter: retryAfter), reason: reason)
    }

    static func unexpectedResult(_ reason: String) -> PostgresError {
        PostgresError(.unexpectedResult, reason: reason)
    }
}
