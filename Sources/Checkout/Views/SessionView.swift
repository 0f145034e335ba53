/// The session body as everybody may see it who holds the session's id: state, amounts, product and subscription. No
/// e-mail address, no name, no secret, and nothing of the merchant's own notes.
package struct SessionView: Hashable, Sendable {
    package static let object = "checkout.session"

    package var id: CheckoutSessionID
    package var status: SessionStatus
    package var paymentStatus: PaymentStatus
    package var version: Int
    package var livemode: Bool
    package var paymentIntentID: String?
    package var provider: PaymentProvider
    package var amount: Money
    package var total: Money
    package var discount: Money
    package var tax: Money
    package var couponCode: String?
    package var priceID: PriceID?
    package var quantity: Int64
    package var product: ProductSummary?
    package var trialDays: Int
    /// Of a change only.
    package var change: Boxed<PlanChange>?
    package var checkoutMode: CheckoutMode
    package var nextAction: NextAction?
    package var failure: FailureView?
    package var subscription: SubscriptionSummary?
    package var fulfilment: Fulfilment
    package var links: SessionLinks
    package var successURL: String?
    package var cancelURL: String?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var expiresAt: Timestamp
    package var completedAt: Timestamp?

    package var currency: Currency { amount.currency }
    package var proration: Proration? { change?.value.proration }
    package var requiresAction: Bool { paymentStatus == .requiresAction }
    package var isTerminal: Bool { status.isTerminal }
}

/// What whoever holds the client secret, or the merchant's key, sees beyond that.
package struct PrivateSessionView: Hashable, Sendable {
    package var session: SessionView
    /// Known only where it was just made or just presented: the store has its hash.
    package var clientSecret: String?
    package var customer: CustomerDetails
    package var metadata: Metadata
    package var payment: PaymentHandles?
}

/// What a page needs to talk to the provider's own script.
package struct PaymentHandles: Hashable, Sendable {
    package let publishableKey: String
    package let providerClientSecret: String?
    package let accountID: String?

    package init(publishableKey: String, providerClientSecret: String?, accountID: String?) {
        self.publishableKey = publishableKey
        self.providerClientSecret = providerClientSecret
        self.accountID = accountID
    }
}

/// A failure in words for the buyer.
package struct FailureView: Hashable, Sendable {
    package let code: FailureCode
    package let declineCode: String?
    package let message: String
    package let suggestion: String
    package let attempt: Int?

    package init(_ failure: SessionFailure) {
        let advice = failure.advice
        code = failure.code
        declineCode = failure.declineCode
        message = advice.message
        suggestion = advice.suggestion.text
        attempt = failure.attempt
    }
}

/// Where a session is to be found. Addresses are the business of whoever serves them.
package struct SessionLinks: Hashable, Sendable {
    package let checkout: String
    package let status: String
    package let stream: String

    package init(checkout: String, status: String, stream: String) {
        self.checkout = checkout
        self.status = status
        self.stream = stream
    }
}
