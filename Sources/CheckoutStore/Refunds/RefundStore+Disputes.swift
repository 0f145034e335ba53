package import Checkout
import Postgres

/// Payments that buyers want back through their banks.
extension RefundStore {
    /// What the provider says about a dispute. One that is opened goes up for review until it is over: a bank's deadline
    /// runs. Entitlements stay as they are; the merchant decides about those.
    package func apply(
        _ report: DisputeReport, to payment: RefundedPayment, event: EventUse, at time: Timestamp
    ) async throws -> MoneyBackOutcome {
        try await repeatedly { transaction in
            guard var write = try await MoneyBackWrite.begin(payment, event: event, at: time, in: transaction) else {
                return .duplicateEvent
            }
            try await Self.apply(report, to: &write, transaction)
            try await write.commit(transaction)
            return .applied(reviews: write.reviews, isForReview: false)
        }
    }

    private static func apply(
        _ report: DisputeReport, to write: inout MoneyBackWrite, _ transaction: PostgresTransaction
    ) async throws {
        let known = try await transaction.first(
            "SELECT status, review_id FROM disputes WHERE provider = $1 AND provider_dispute_id = $2 FOR NO KEY UPDATE",
            PostgresParameters(write.payment.provider.rawValue, report.providerID)
        ) { row in
            var cursor = ColumnCursor()
            let status: DisputeReport.Status = try cursor.word(row)
            let review: ReviewID? = try cursor.optionalID(row)
            return (state: DisputeState(status), review: review)
        }
        guard let line = DisputeState.line(report, known: known?.state) else { return }
        try write.note(line)
        var review = known?.review
        if review == nil, !report.status.isOver { review = write.review("dispute_opened", report.summary) }
        if report.status.isOver, let review {
            write.add(
                """
                UPDATE reviews SET resolved_at = greatest(created_at, $2), note = $3
                WHERE id = $1 AND resolved_at IS NULL
                """,
                PostgresParameters(review.stored, write.at.stored, "The dispute is over: \(report.status.rawValue)."))
        }
        write.add(upsert, parameters(report, write, review))
    }

    private static func parameters(
        _ report: DisputeReport, _ write: MoneyBackWrite, _ review: ReviewID?
    ) -> PostgresParameters {
        let payment = write.payment
        return PostgresParameters(
            ReviewID.random().stored, payment.organizationID.stored, payment.livemode, payment.sessionID?.stored,
            payment.subscriptionID?.stored, payment.provider.rawValue, report.providerID, payment.intentID,
            report.amount.currency.code, report.amount.minorUnits, report.status.rawValue, report.reason,
            report.respondBy?.stored, review?.stored, report.createdAt.stored, write.at.stored)
    }

    private static let upsert: PostgresStatement = """
        INSERT INTO disputes
            (id, organization_id, livemode, session_id, subscription_id, provider, provider_dispute_id, intent_id, currency,
            amount, status, reason, respond_by, review_id, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT (provider, provider_dispute_id) DO UPDATE SET
            amount = EXCLUDED.amount, status = EXCLUDED.status, reason = EXCLUDED.reason,
            respond_by = EXCLUDED.respond_by, review_id = EXCLUDED.review_id, updated_at = EXCLUDED.updated_at
        """
}

extension DisputeReport {
    /// For the person who looks at it.
    fileprivate var summary: String {
        let reason = reason.map { " (\($0))" } ?? ""
        let deadline = respondBy.map { "; answer at the provider until \($0)" } ?? ""
        return "\(providerID) of intent \(intentID): \(amount.minorUnits) \(amount.currency)\(reason)\(deadline)"
    }
}
