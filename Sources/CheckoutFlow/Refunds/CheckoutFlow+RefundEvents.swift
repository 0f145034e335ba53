import Checkout
import CheckoutStore
import Payments

/// What an event says about money that goes back, or is wanted back.
enum MoneyBackReport: Sendable {
    case refund(RefundReport, intentID: String)
    case refundedCharge(RefundedChargeReport)
    case dispute(DisputeReport)

    init?(_ subject: VerifiedEvent.Subject) {
        switch subject {
        case .refund(let report, let intentID): self = .refund(report, intentID: intentID)
        case .refundedCharge(let report): self = .refundedCharge(report)
        case .dispute(let report): self = .dispute(report)
        case .intent, .subscription, .invoice, .other, .unreadable: return nil
        }
    }

    var intentID: String {
        switch self {
        case .refund(_, let intentID): intentID
        case .refundedCharge(let report): report.intentID
        case .dispute(let report): report.intentID
        }
    }

    /// Whether it bears a key that only we give.
    fileprivate var namesOurs: Bool {
        if case .refund(let report, _) = self { report.reference != nil } else { false }
    }

    fileprivate var amount: Money {
        switch self {
        case .refund(let report, _): report.amount
        case .refundedCharge(let report): report.refunded
        case .dispute(let report): report.amount
        }
    }
}

/// What providers tell unasked about money that goes back.
extension CheckoutFlow {
    /// An event that has just come. What it is about is known here, or is looked for when the event is taken up again.
    func moneyBackReceived(_ event: VerifiedEvent, _ new: ProviderEvent) async throws -> EventOutcome {
        guard let report = MoneyBackReport(event.subject) else { return .ignored }
        guard let payment = try await refunds.payment(ofIntent: report.intentID, provider: new.provider) else {
            return try await park(new)
        }
        let isMissing = try await isMissing(report, payment)
        guard mismatch(of: report, event, payment) == nil, !isMissing else {
            // Stored first: what follows is done again if we die in between.
            return try await providerEvents.store(new, as: .received, retryAt: now) ? .parked : .duplicate
        }
        return try await apply(report, to: payment, .new(new))
    }

    /// The same, of one that was stored before.
    func moneyBackAgain(_ event: VerifiedEvent, _ stored: StoredProviderEvent) async throws -> EventOutcome {
        guard let report = MoneyBackReport(event.subject) else { return .ignored }
        let finding = try await payment(
            ofIntent: report.intentID, provider: stored.event.provider, accountID: event.accountID,
            livemode: event.livemode)
        let payment: RefundedPayment
        switch finding {
        case .found(let found): payment = found
        case .unknown where !report.namesOurs:
            // Merchants' accounts see more than our payments.
            return try await laterOrIgnored(stored, "no payment has intent \(report.intentID)")
        case .unknown, .notPaid:
            return try await later(stored, "no payment has intent \(report.intentID)", about: nil)
        case .notConfigured: return try await later(stored, "the provider is not configured", about: nil)
        case .failed(let failure): return try await later(stored, "the provider: \(failure.detail)", about: nil)
        }
        if let mismatch = mismatch(of: report, event, payment) {
            try await putUpForReview(
                stored.event, kind: "money_report_does_not_match", "\(mismatch.rawValue) of intent \(report.intentID)")
            return .forReview
        }
        if try await isMissing(report, payment),
            case .failure(let failure) = try await takeOverRefunds(of: payment)
        {
            return try await later(stored, "the provider: \(failure.detail)", about: nil)
        }
        return try await apply(report, to: payment, .stored(stored.event.id))
    }

    /// Whether the sum is of more refunds than are on record: then somebody made some at the provider itself.
    private func isMissing(_ report: MoneyBackReport, _ payment: RefundedPayment) async throws -> Bool {
        guard case .refundedCharge(let charge) = report else { return false }
        return try await refunds.held(by: payment).minorUnits < charge.refunded.minorUnits
    }

    private func mismatch(
        of report: MoneyBackReport, _ event: VerifiedEvent, _ payment: RefundedPayment
    ) -> RefundMismatch? {
        if event.livemode != payment.livemode { return .livemode }
        if event.accountID != payment.accountID { return .account }
        return report.amount.currency == payment.paid.currency ? nil : .currency
    }

    private func apply(
        _ report: MoneyBackReport, to payment: RefundedPayment, _ use: EventUse
    ) async throws -> EventOutcome {
        let outcome: MoneyBackOutcome =
            switch report {
            case .refund(let refund, _): try await refunds.apply([refund], to: payment, event: use, at: now)
            case .refundedCharge(let charge): try await refunds.apply(charge, to: payment, event: use, at: now)
            case .dispute(let dispute): try await refunds.apply(dispute, to: payment, event: use, at: now)
            }
        switch outcome {
        case .duplicateEvent: return .duplicate
        case .applied(let reviews, let isForReview):
            observe(reviews, of: payment.subject)
            return isForReview ? .forReview : .applied
        }
    }
}
