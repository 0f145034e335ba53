package import Checkout
package import CheckoutStore
package import Payments

/// A refund as a merchant asks for it.
package struct RefundWish: Sendable {
    /// Which payment's money is to go back.
    package enum Payment: Hashable, Sendable {
        case session(CheckoutSessionID)
        /// By the provider's id of its intent: a session's, or a renewal's.
        case intent(String)
    }

    package let organization: Organization
    package let livemode: Bool
    package let payment: Payment
    package let new: NewRefund

    package init(of payment: Payment, _ new: NewRefund, for organization: Organization, livemode: Bool) {
        self.payment = payment
        self.new = new
        self.organization = organization
        self.livemode = livemode
    }
}

/// What came of it.
package enum RefundOutcome: Sendable {
    /// As the provider has it; or pending, because nobody knows yet: that is found out in the background.
    case settled(RefundRecord)
    /// By our rules. Nothing was done.
    case refused(RefundRefusal)
    /// The provider will not do it, in its own word. Nothing was done.
    case refusedByProvider(reason: String)
    /// The provider could not be asked. Nothing was done.
    case providerFailed(ProviderFailure)
    case notConfigured
    case noSuchPayment
    /// The request's idempotency key made another refund.
    case keyUsedForAnother
}
