package import Checkout
import Postgres

/// What came of something that the provider said about a payment's money.
package enum MoneyBackOutcome: Hashable, Sendable {
    /// It is committed; with what a person has to look at, in words for the log. `isForReview` when the report itself
    /// fits nothing.
    case applied(reviews: [String], isForReview: Bool)
    /// This provider event was stored before: whoever did that takes care of it.
    case duplicateEvent
}

/// What the provider says about a payment's money.
extension RefundStore {
    /// Single refunds, from an event or from the provider's own list. Those that were not asked for here become rows too.
    package func apply(
        _ reports: [RefundReport], to payment: RefundedPayment, event: EventUse? = nil, at time: Timestamp
    ) async throws -> MoneyBackOutcome {
        try await repeatedly { transaction in
            guard var write = try await MoneyBackWrite.begin(payment, event: event, at: time, in: transaction) else {
                return .duplicateEvent
            }
            var isForReview = false
            // The provider's lists begin with the latest.
            for report in reports.reversed() {
                let transition = try await Self.apply(report, to: &write, transaction)
                if case .reportDoesNotMatch = transition.review { isForReview = true }
            }
            try await write.commit(transaction)
            return .applied(reviews: write.reviews, isForReview: isForReview)
        }
    }

    private static func apply(
        _ report: RefundReport, to write: inout MoneyBackWrite, _ transaction: PostgresTransaction
    ) async throws -> RefundTransition {
        if let record = try await record(of: report, write.payment, transaction) {
            let transition = record.machine.reported(report, at: write.at)
            _ = try write.add(transition, of: record)
            return transition
        }
        let payment = write.payment
        let isOwn = payment.sessionID.map { ProviderKey.refund(of: $0).text } == report.reference
        let terms = RefundTerms(
            id: .random(), provider: payment.provider, intentID: payment.intentID, accountID: payment.accountID,
            amount: report.amount, origin: report.reference != nil && isOwn ? .automatic : .provider,
            createdAt: report.createdAt)
        let transition = RefundMachine.found(terms, report, at: write.at)
        _ = try write.add(
            transition, of: RefundRecord(terms, of: payment, state: transition.state), isNew: true)
        return transition
    }

    /// By the provider's id; else by our key, if the provider's id of that one is not known yet.
    private static func record(
        of report: RefundReport, _ payment: RefundedPayment, _ transaction: PostgresTransaction
    ) async throws -> RefundRecord? {
        let known = try await transaction.first(
            lockByProviderID, PostgresParameters(payment.provider.rawValue, report.providerID)
        ) { row in try RefundRecord(row) }
        if let known { return known }
        guard
            let id = report.reference.flatMap({ ProviderKey.refundID(in: $0, ofIntent: payment.intentID) }),
            let record = try await lock(id, transaction), record.terms.intentID == payment.intentID,
            record.state.providerID == nil
        else { return nil }
        return record
    }

    private static let lockByProviderID = PostgresStatement(joining: [
        "SELECT", RefundRecord.columns,
        "FROM refunds r WHERE r.provider = $1 AND r.provider_refund_id = $2 FOR NO KEY UPDATE",
    ])

    /// The sum of all refunds of a payment: a line, and nothing more, because the single ones are what counts.
    package func apply(
        _ report: RefundedChargeReport, to payment: RefundedPayment, event: EventUse, at time: Timestamp
    ) async throws -> MoneyBackOutcome {
        try await repeatedly { transaction in
            guard var write = try await MoneyBackWrite.begin(payment, event: event, at: time, in: transaction) else {
                return .duplicateEvent
            }
            let sums = "\(report.refunded.minorUnits) of \(report.charged.minorUnits) \(report.charged.currency)"
            try write.note(MoneyBackLine(.chargeRefunded, detail: sums))
            try await write.commit(transaction)
            return .applied(reviews: [], isForReview: false)
        }
    }
}
