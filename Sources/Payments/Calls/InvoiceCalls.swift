package import Checkout

/// What the service asks of a provider about bills.
package struct InvoiceCalls: Sendable {
    package var lookUp: @Sendable (InvoiceReference) async throws(ProviderFailure) -> InvoiceReport
    /// The bill that an intent paid, or tried to. Nil when the intent was for none.
    package var find: @Sendable (IntentReference) async throws(ProviderFailure) -> InvoiceReport?
    /// Those of a subscription, latest first.
    package var list: @Sendable (InvoiceList) async throws(ProviderFailure) -> ProviderPage<InvoiceReport>

    package init(
        lookUp: @escaping @Sendable (InvoiceReference) async throws(ProviderFailure) -> InvoiceReport,
        find: @escaping @Sendable (IntentReference) async throws(ProviderFailure) -> InvoiceReport?,
        list: @escaping @Sendable (InvoiceList) async throws(ProviderFailure) -> ProviderPage<InvoiceReport>
    ) {
        self.lookUp = lookUp
        self.find = find
        self.list = list
    }
}

/// A bill, and where.
package struct InvoiceReference: Hashable, Sendable {
    package var providerID: String
    package var accountID: String?

    package init(providerID: String, accountID: String? = nil) {
        self.providerID = providerID
        self.accountID = accountID
    }
}

/// Asks for a page of a subscription's bills.
package struct InvoiceList: Hashable, Sendable {
    package var subscription: SubscriptionReference
    package var after: String?
    package var limit: Int

    package init(of subscription: SubscriptionReference, after: String? = nil, limit: Int = 100) {
        self.subscription = subscription
        self.after = after
        self.limit = limit
    }
}
