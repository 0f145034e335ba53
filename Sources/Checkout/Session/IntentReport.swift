/// What the provider says about an intent: in an answer, in an event or when it is looked up.
package struct IntentReport: Hashable, Sendable {
    package var intentID: String
    package var status: IntentStatus
    /// The attempt this is about, when the provider's words name one (by our key, for example).
    package var attempt: Int?
    /// `nil` for intents that only set up a payment method.
    package var amount: Money?
    package var accountID: String?
    package var livemode: Bool
    /// The provider's ids of what was paid with, or is to be, and of whose it is, when it says so.
    package var paymentMethod: String?
    package var customer: String?

    package init(
        intentID: String, status: IntentStatus, attempt: Int? = nil, amount: Money?, accountID: String? = nil,
        livemode: Bool, paymentMethod: String? = nil, customer: String? = nil
    ) {
        self.intentID = intentID
        self.status = status
        self.attempt = attempt
        self.amount = amount
        self.accountID = accountID
        self.livemode = livemode
        self.paymentMethod = paymentMethod
        self.customer = customer
    }
}

/// The provider's own state of an intent. A decline is no state: it leaves the intent waiting for a payment method.
package enum IntentStatus: Hashable, Sendable {
    case requiresPaymentMethod(Decline?)
    case requiresConfirmation
    /// `nil` when the next step is none that we can hand on.
    case requiresAction(NextAction?)
    case processing
    case succeeded
    case canceled
}

/// What came of asking the provider to confirm an attempt.
package enum ConfirmAnswer: Hashable, Sendable {
    case reported(IntentReport)
    case declined(Decline)
    /// The provider provably never acted on it: no connection, or turned away at the door.
    case notSent
    /// Timed out, cut off, or answered with the provider's own error. `requestIsOver` when that answer shows that it
    /// has finished with the request, so that no later execution is possible.
    case unknown(requestIsOver: Bool)
}

/// What came of asking for a refund, when anything came of it.
package enum RefundAnswer: Hashable, Sendable {
    case accepted
    case refused(reason: String)
}
