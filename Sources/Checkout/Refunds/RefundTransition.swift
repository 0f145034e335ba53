/// What an input to a refund led to: everything here is written in one transaction, then the effects are performed.
package struct RefundTransition: Hashable, Sendable {
    package let state: RefundState
    /// The line it leaves in the timelines of what was paid for.
    package let line: MoneyBackLine?
    package let review: RefundReview?
    package let effects: [RefundEffect]
    package let changesState: Bool
}

/// What has to be done after a transition is committed. Each may be lost: the state still owes it, and asks again at
/// `checkAt`.
package enum RefundEffect: Hashable, Sendable {
    case create(number: Int)
    /// Among the intent's refunds, by our key.
    case find(RefundTicket)
    /// By the provider's own id.
    case lookUp(providerID: String)
}

/// What was known when a refund was looked for. If more is known by the time it answers, the answer is old.
package struct RefundTicket: Hashable, Sendable {
    package let revision: Int

    package init(revision: Int) { self.revision = revision }
}

/// A line about money that goes back, in the timelines of the session and of the subscription that it was paid for.
package struct MoneyBackLine: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case refundRequested = "refund_requested"
        /// Not asked for here: the session's own, or one made at the provider.
        case refundFound = "refund_found"
        case refundInDoubt = "refund_in_doubt"
        case refundRepeated = "refund_repeated"
        /// The provider will not make it, or never heard of it.
        case refundNotMade = "refund_not_made"
        case refundPending = "refund_pending"
        case refundRequiresAction = "refund_requires_action"
        case refundSucceeded = "refund_succeeded"
        case refundFailed = "refund_failed"
        case refundCanceled = "refund_canceled"
        case refundReportParked = "refund_report_parked"
        /// The provider's sum of a payment's refunds.
        case chargeRefunded = "charge_refunded"
        case disputeOpened = "dispute_opened"
        case disputeUpdated = "dispute_updated"
        case disputeClosed = "dispute_closed"
    }

    package let kind: Kind
    package let detail: String

    package init(_ kind: Kind, detail: String) {
        self.kind = kind
        self.detail = detail
    }
}

/// Something a person has to look at.
package enum RefundReview: Hashable, Sendable {
    case reportDoesNotMatch(RefundMismatch, providerID: String)
    /// It had been accepted, and the money came back: the buyer is waiting for it.
    case failedLater(RefundID, reason: String)
    /// It was given up here, and exists at the provider.
    case madeAfterAll(RefundID)
}

/// A way in which a report does not fit the refund it claims to be about.
package enum RefundMismatch: String, Hashable, Sendable, CaseIterable {
    case refund
    case intent
    case livemode
    case account
    case currency
    case amount
}
