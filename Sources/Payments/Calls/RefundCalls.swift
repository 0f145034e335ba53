package import Checkout

/// What the service asks of a provider about money that goes back, where one refund is to be told from another.
package struct RefundCalls: Sendable {
    /// The same order is the same refund however often it is sent.
    package var create: @Sendable (RefundOrder) async throws(ProviderFailure) -> RefundReport
    package var lookUp: @Sendable (RefundReference) async throws(ProviderFailure) -> RefundReport
    /// All of an intent's, latest first; ours are told by their `reference`, which is their key.
    package var list: @Sendable (IntentReference) async throws(ProviderFailure) -> ProviderPage<RefundReport>

    package init(
        create: @escaping @Sendable (RefundOrder) async throws(ProviderFailure) -> RefundReport,
        lookUp: @escaping @Sendable (RefundReference) async throws(ProviderFailure) -> RefundReport,
        list: @escaping @Sendable (IntentReference) async throws(ProviderFailure) -> ProviderPage<RefundReport>
    ) {
        self.create = create
        self.lookUp = lookUp
        self.list = list
    }
}

/// A refund that was made, and where.
package struct RefundReference: Hashable, Sendable {
    package var providerID: String
    package var accountID: String?

    package init(providerID: String, accountID: String? = nil) {
        self.providerID = providerID
        self.accountID = accountID
    }
}

/// Money to be given back: all of it, or a part.
package struct RefundOrder: Hashable, Sendable {
    package var intent: IntentReference
    package var key: ProviderKey
    /// What the provider keeps with it, so that it is found again: its first key.
    package var reference: ProviderKey
    package var amount: Money
    /// The session that took the money; a renewal's has none.
    package var sessionID: CheckoutSessionID?
    package var reason: RefundGround?

    package init(
        intent: IntentReference, key: ProviderKey, reference: ProviderKey? = nil, amount: Money,
        sessionID: CheckoutSessionID?,
        reason: RefundGround? = nil
    ) {
        self.intent = intent
        self.key = key
        self.reference = reference ?? key
        self.amount = amount
        self.sessionID = sessionID
        self.reason = reason
    }
}
