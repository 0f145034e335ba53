/// What a buyer is told about a failure.
package struct FailureAdvice: Hashable, Sendable {
    package let message: String
    package let suggestion: Suggestion

    init(_ message: String, _ suggestion: Suggestion) {
        self.message = message
        self.suggestion = suggestion
    }

    /// Also what everything is called that says more about the card, or its holder, than the person at the keyboard
    /// should learn: lost, stolen and suspected cards are declined, and no more is said
    /// (https://docs.stripe.com/declines/codes).
    static let declined = FailureAdvice("The card was declined.", .useAnotherCard)
}

extension SessionFailure {
    package var advice: FailureAdvice {
        switch code {
        case .cardDeclined:
            declineCode.flatMap { FailureAdvice.byDeclineCode[$0] } ?? .declined
        case .authenticationFailed:
            FailureAdvice("The payment was not approved by the bank's check.", .approveAtBank)
        case .paymentMethodInvalid:
            FailureAdvice("This payment method cannot be used.", .useAnotherCard)
        case .paymentFailed:
            FailureAdvice("The payment did not go through.", .tryAgain)
        case .latePaymentRefunded:
            FailureAdvice("The payment arrived after this checkout had ended, so it is being refunded.", .startAgain)
        case .alreadySubscribed:
            FailureAdvice("There is a subscription to this already. What was paid twice is refunded.", .contactMerchant)
        case .trialUsed:
            FailureAdvice("The trial of this has been used already. Nothing was charged.", .startAgain)
        case .changeRefused:
            FailureAdvice(
                "The change was not accepted. Nothing was charged, and nothing has changed.", .contactMerchant)
        case .notFulfilled:
            FailureAdvice("What was bought cannot be provided, so the payment is being refunded.", .contactMerchant)
        }
    }
}
