package import Checkout
package import Postgres

/// Idempotency keys of requests whose work is more than one write: taken first, answered with the last write or here.
package struct Idempotency: Sendable {
    /// How often a connection may be lost over the same statement.
    private static let retryCount = 3

    private let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// What a request is to do that bears a key.
    package enum Claimed: Hashable, Sendable {
        /// Execute it; `earlier` is the session that a request had made which died with this key.
        case taken(earlier: CheckoutSessionID?)
        case answered(IdempotencyAnswer)
    }

    package func claim(_ claim: IdempotencyClaim) async throws -> Claimed {
        try await pool.transaction { transaction in
            let outcomes = try await IdempotencyRows.take([claim], transaction)
            switch outcomes[claim.scope] {
            case .answered(let answer): return .answered(answer)
            case .taken, nil: return .taken(earlier: nil)
            case .takenOver(let session):
                try await transaction.execute(
                    IdempotencyRows.takeOver, IdempotencyRows.takeOverParameters([(claim, session)]))
                return .taken(earlier: session)
            }
        }
    }

    /// Keeps the answer, unless somebody took the key over meanwhile. Doing it twice is no change.
    package func finish(_ claim: IdempotencyClaim, _ answer: StoredAnswer) async throws {
        try await insist(IdempotencyRows.progress, IdempotencyRows.progressParameters([(claim, nil, answer)]))
    }

    /// Gives the key back: the request had no effect, and may be made again.
    package func release(_ claim: IdempotencyClaim) async throws {
        let scope = claim.scope
        try await insist(
            """
            DELETE FROM idempotency_keys
            WHERE organization_id = $1 AND livemode = $2 AND key = $3 AND claim_id = $4 AND status_code IS NULL
            """,
            PostgresParameters(
                scope.organizationID.stored, scope.livemode, scope.key.text, claim.claimID.stored))
    }

    /// For what may be done twice: a key that is left behind turns its client away until the request counts as dead.
    private func insist(
        _ statement: PostgresStatement, _ parameters: PostgresParameters
    ) async throws(PostgresError) {
        for _ in 0..<Self.retryCount {
            do {
                try await pool.execute(statement, parameters)
                return
            } catch {
                guard case .connectionLost = error.kind else { throw error }
            }
        }
        try await pool.execute(statement, parameters)
    }
}
