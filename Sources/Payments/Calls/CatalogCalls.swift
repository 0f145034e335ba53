package import Checkout

/// What the service asks of a provider about what is sold.
package struct CatalogCalls: Sendable {
    package var listProducts: @Sendable (CatalogList) async throws(ProviderFailure) -> ProviderPage<ProviderProduct>
    package var listPrices: @Sendable (CatalogList) async throws(ProviderFailure) -> ProviderPage<ListedPrice>

    package init(
        listProducts: @escaping @Sendable (CatalogList) async throws(ProviderFailure) -> ProviderPage<ProviderProduct>,
        listPrices: @escaping @Sendable (CatalogList) async throws(ProviderFailure) -> ProviderPage<ListedPrice>
    ) {
        self.listProducts = listProducts
        self.listPrices = listPrices
    }
}

/// Asks for a page of the provider's products or prices, archived ones among them.
package struct CatalogList: Hashable, Sendable {
    package var accountID: String?
    package var after: String?
    /// At most 100.
    package var limit: Int

    package init(accountID: String? = nil, after: String? = nil, limit: Int = 100) {
        self.accountID = accountID
        self.after = after
        self.limit = limit
    }
}

/// What is sold, as the provider has it.
package struct ProviderProduct: Hashable, Sendable {
    package var providerID: String
    /// Ours, where it was us who told the provider of it.
    package var productID: ProductID?
    package var name: String
    package var description: String?
    package var isActive: Bool
    package var metadata: [String: String]
    package var livemode: Bool

    package init(
        providerID: String, productID: ProductID? = nil, name: String, description: String? = nil, isActive: Bool,
        metadata: [String: String] = [:], livemode: Bool
    ) {
        self.providerID = providerID
        self.productID = productID
        self.name = name
        self.description = description
        self.isActive = isActive
        self.metadata = metadata
        self.livemode = livemode
    }
}

/// For how much it is sold, as the provider has it.
package struct ListedPrice: Hashable, Sendable {
    /// How it is charged.
    package enum Billing: Hashable, Sendable {
        case oneTime
        case recurring(BillingPeriod)
        /// In a way that we do not sell in: by use, in tiers, for a sum the buyer chooses.
        case unsupported(String)
    }

    package var providerID: String
    /// The provider's id.
    package var product: String
    package var unitAmount: Money?
    package var billing: Billing
    package var trialDays: Int
    package var name: String?
    package var isActive: Bool
    package var metadata: [String: String]
    package var livemode: Bool

    package init(
        providerID: String, product: String, unitAmount: Money?, billing: Billing, trialDays: Int = 0,
        name: String? = nil, isActive: Bool, metadata: [String: String] = [:], livemode: Bool
    ) {
        self.providerID = providerID
        self.product = product
        self.unitAmount = unitAmount
        self.billing = billing
        self.trialDays = trialDays
        self.name = name
        self.isActive = isActive
        self.metadata = metadata
        self.livemode = livemode
    }
}
