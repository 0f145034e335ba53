/// Why a payment attempt failed, as the provider tells it.
package struct Decline: Hashable, Sendable {
    package let code: FailureCode
    /// The provider's or the bank's own word for it.
    package let declineCode: String?

    package init(_ code: FailureCode = .cardDeclined, declineCode: String? = nil) {
        self.code = code
        self.declineCode = declineCode
    }

    /// The provider only says that it is over.
    static func unexplained(whileAuthenticating: Bool) -> Decline {
        Decline(whileAuthenticating ? .authenticationFailed : .paymentFailed)
    }
}

/// Our own names for failures. They are part of the API and never change.
package enum FailureCode: String, Hashable, Sendable, Codable, CaseIterable {
    case cardDeclined = "card_declined"
    /// The bank's check was refused, failed or left alone.
    case authenticationFailed = "authentication_failed"
    /// The payment method cannot be used, or does not exist.
    case paymentMethodInvalid = "payment_method_invalid"
    /// A payment that was under way did not go through.
    case paymentFailed = "payment_failed"
    /// Paid after the session had ended.
    case latePaymentRefunded = "late_payment_refunded"
    /// Paid for what the buyer has already; a payment goes back.
    case alreadySubscribed = "already_subscribed"
    case trialUsed = "trial_used"
    /// Paid for what can never be given; the payment goes back.
    case notFulfilled = "not_fulfilled"
    /// The provider does not make this change of a subscription.
    case changeRefused = "change_refused"
}

/// What went wrong with a session's last attempt. Its words for the buyer follow from its codes.
package struct SessionFailure: Hashable, Sendable, Codable {
    package let code: FailureCode
    package let declineCode: String?
    package let attempt: Int?

    init(_ decline: Decline, attempt: Int) {
        code = decline.code
        declineCode = decline.declineCode
        self.attempt = attempt
    }

    init(_ code: FailureCode, attempt: Int?) {
        self.code = code
        declineCode = nil
        self.attempt = attempt
    }
}
