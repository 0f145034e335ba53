package import Checkout

/// Where a provider's ids are those of one thing only: an account in a mode.
package struct ProviderPlace: Hashable, Sendable {
    package let provider: PaymentProvider
    package let livemode: Bool
    /// Nil for the platform's own.
    package let accountID: String?

    package init(_ provider: PaymentProvider, livemode: Bool, accountID: String? = nil) {
        self.provider = provider
        self.livemode = livemode
        self.accountID = accountID
    }

    /// As it is in the tables.
    var account: String { accountID ?? "" }
}

/// Which of ours a provider's products and prices are, by the provider's ids.
package struct CatalogLinks: Hashable, Sendable {
    package var products: [String: ProductID]
    package var prices: [String: PriceID]

    package init(products: [String: ProductID] = [:], prices: [String: PriceID] = [:]) {
        self.products = products
        self.prices = prices
    }
}
