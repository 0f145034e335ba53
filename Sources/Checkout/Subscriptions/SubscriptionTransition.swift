/// What has to be done after a transition is committed. Each may be lost: the state still owes it, and asks again at
/// `checkAt`. The last two are done in the transition's own transaction.
package enum SubscriptionEffect: Hashable, Sendable {
    case createCustomer(number: Int, key: ProviderKey)
    /// The method is the intent's; what was known when it began is for where there is none.
    case attachMethod(number: Int, key: ProviderKey, customer: String, paymentMethod: String?, intentID: String?)
    /// Billed for the first time at `firstBill`; a trial until then if `isTrial`, else paid for.
    case createSubscription(number: Int, key: ProviderKey, firstBill: Timestamp, isTrial: Bool)
    case setCancelAtPeriodEnd(number: Int, key: ProviderKey, Bool)
    case cancel(number: Int, key: ProviderKey)
    /// Counted from that time on when it is given, and otherwise from when the call is made.
    case changePlan(number: Int, key: ProviderKey, SubscriptionPlan, at: Timestamp?)
    case lookUp(SubscriptionTicket)
    /// The session that paid is told that it could not be fulfilled; its machine refunds.
    case refundOrigin(number: Int, SubscriptionOrigin)
    /// What became of a change that a checkout asked for: recorded in the transition's own transaction, and told to the
    /// session's machine after it.
    case purchaseEnded(ChangePurchase, ChangeEnd)
    case grantEntitlements
    case revokeEntitlements

    package var isTransactional: Bool { self == .grantEntitlements || self == .revokeEntitlements }
}

/// What was known when a look-up was asked for. If more is known by the time it answers, the answer is old.
package struct SubscriptionTicket: Hashable, Sendable {
    package let revision: Int
    package let askedAt: Timestamp
}

/// The row that every change leaves behind, in the same transaction.
package struct SubscriptionEvent: Hashable, Sendable {
    /// What happened.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case created
        case activated
        case trialStarted = "trial_started"
        case renewed
        case statusChanged = "status_changed"
        case pastDue = "past_due"
        case recovered
        case cancelScheduled = "cancel_scheduled"
        case reactivated
        case canceled
        case planChanged = "plan_changed"
        case updated
        case overridden
        case linkExpired = "link_expired"
        case linkRenewed = "link_renewed"
        /// Made at the provider, which bills it from now on.
        case provisioned
        case stepDone = "step_done"
        case callStarted = "call_started"
        case callRepeated = "call_repeated"
        case callNotSent = "call_not_sent"
        case outcomeUnknown = "outcome_unknown"
        case callRefused = "call_refused"
        case refundOwed = "refund_owed"
        case refundHandedOver = "refund_handed_over"
        case paymentFailed = "payment_failed"
        case paymentSucceeded = "payment_succeeded"
        case lookUpRequested = "look_up_requested"
        case reportIgnored = "report_ignored"
        case reportParked = "report_parked"
        case notFoundAtProvider = "not_found_at_provider"
        /// Of money that goes back, or is to: `MoneyBackLine` says what each is.
        case refundRequested = "refund_requested"
        case refundFound = "refund_found"
        case refundInDoubt = "refund_in_doubt"
        case refundRepeated = "refund_repeated"
        case refundNotMade = "refund_not_made"
        case refundPending = "refund_pending"
        case refundRequiresAction = "refund_requires_action"
        case refundSucceeded = "refund_succeeded"
        case refundFailed = "refund_failed"
        case refundCanceled = "refund_canceled"
        case refundReportParked = "refund_report_parked"
        case chargeRefunded = "charge_refunded"
        case disputeOpened = "dispute_opened"
        case disputeUpdated = "dispute_updated"
        case disputeClosed = "dispute_closed"
    }

    package let kind: Kind
    package let version: Int
    /// Whether it made that version.
    package let isVisible: Bool
    package let status: SubscriptionStatus
    package let at: Timestamp
    package let detail: String?
}

/// Something a person has to look at: nothing was decided on the strength of it.
package enum SubscriptionReview: Hashable, Sendable {
    case reportDoesNotMatch(SubscriptionMismatch, providerID: String)
    /// Somebody changed what is billed for at the provider itself, to a price that is not the one we asked for.
    case priceChangedElsewhere(String)
    /// It is over here and runs there; it is being ended there.
    case runsAfterItsEnd(String)
    case callRefused(OwedCall.Kind, reason: String)
    /// It has been tried for more than an hour, and nothing has come of it: whoever has it uses it, and nobody bills it.
    case callWaits(OwedCall.Kind)
    case notFoundAtProvider(String)
}

/// A way in which a report does not fit the subscription it claims to be about.
package enum SubscriptionMismatch: String, Hashable, Sendable, CaseIterable {
    case subscription
    case livemode
    case account
    case customer
}

/// What an input led to: everything here is written in one transaction, then the effects are performed.
package struct SubscriptionTransition: Hashable, Sendable {
    package let state: SubscriptionState
    package let event: SubscriptionEvent?
    package let review: SubscriptionReview?
    package let effects: [SubscriptionEffect]
    package let changesState: Bool
}
