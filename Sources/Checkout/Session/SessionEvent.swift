/// The row that every change leaves behind, in the same transaction.
package struct SessionEvent: Hashable, Sendable {
    package let kind: Kind
    /// The session's version after it.
    package let version: Int
    /// Whether it made that version. The others are for the timeline only and are told to nobody.
    package let isVisible: Bool
    package let at: Timestamp
    package let attempt: Int?
    /// For operators: a mismatch, a provider's reason. Never a secret, never shown to buyers.
    package let detail: String?

    /// What happened, in words that cannot be mistaken for one another.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case created
        case intentRefused = "intent_refused"
        case attemptStarted = "attempt_started"
        case attemptRepeated = "attempt_repeated"
        case attemptNotProcessed = "attempt_not_processed"
        case outcomeUnknown = "outcome_unknown"
        case requiresAction = "requires_action"
        case paymentProcessing = "payment_processing"
        case paymentFailed = "payment_failed"
        case completed
        case expired
        case canceled
        case expiryClaimed = "expiry_claimed"
        case cancelRequested = "cancel_requested"
        case cancelRefused = "cancel_refused"
        /// Somebody asked for what the session cannot do, or not any more; the detail says why.
        case confirmTurnedAway = "confirm_turned_away"
        case cancelTurnedAway = "cancel_turned_away"
        case intentAwaitsConfirmation = "intent_awaits_confirmation"
        case lookUpRequested = "look_up_requested"
        /// The provider knows no such intent; asking goes on.
        case intentNotFound = "intent_not_found"
        case latePaymentHonoured = "late_payment_honoured"
        case latePaymentRefundOwed = "late_payment_refund_owed"
        case latePaymentRefunded = "late_payment_refunded"
        case latePaymentRefundRefused = "late_payment_refund_refused"
        /// Paid, and nothing can be given for it: the money goes back.
        case refundOwed = "refund_owed"
        case refunded
        case refundRefused = "refund_refused"
        case subscribed
        case entitled
        case merchantNotified = "merchant_notified"
        /// Something visible that has no better name.
        case changed
        /// A report that told nothing new, or came too late to count.
        case reportIgnored = "report_ignored"
        case reportParked = "report_parked"
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
}
