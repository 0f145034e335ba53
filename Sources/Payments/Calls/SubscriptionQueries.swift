package import Checkout

/// A subscription that was made, and where.
package struct SubscriptionReference: Hashable, Sendable {
    package var providerID: String
    package var accountID: String?

    package init(providerID: String, accountID: String? = nil) {
        self.providerID = providerID
        self.accountID = accountID
    }
}

/// Asks for what was made for a subscription of ours, among those of its customer.
package struct SubscriptionSearch: Hashable, Sendable {
    package var subscriptionID: SubscriptionID
    package var customer: String
    package var accountID: String?

    package init(subscriptionID: SubscriptionID, customer: String, accountID: String? = nil) {
        self.subscriptionID = subscriptionID
        self.customer = customer
        self.accountID = accountID
    }
}

/// Asks for a page of subscriptions, ended ones among them.
package struct SubscriptionList: Hashable, Sendable {
    /// Which ones.
    package enum Scope: Hashable, Sendable {
        case all
        case customer(String)
        /// As the provider's events since then have them, latest first: one that changed twice comes twice, and only the
        /// first counts.
        case changed(since: Timestamp)
    }

    package var scope: Scope
    package var accountID: String?
    /// Where the page before this one ended.
    package var after: String?
    /// At most 100.
    package var limit: Int

    package init(_ scope: Scope, accountID: String? = nil, after: String? = nil, limit: Int = 100) {
        self.scope = scope
        self.accountID = accountID
        self.after = after
        self.limit = limit
    }
}
