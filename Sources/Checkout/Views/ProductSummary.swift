/// What is bought, as a checkout shows it.
package struct ProductSummary: Hashable, Sendable {
    package let id: ProductID
    package let name: String
    package let description: String?
    /// `nil` for what is paid once, or never.
    package let period: BillingPeriod?
    package let features: [String]

    package init(
        id: ProductID, name: String, description: String? = nil, period: BillingPeriod? = nil, features: [String] = []
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.period = period
        self.features = features
    }
}

/// The subscription that a completed checkout started.
package struct SubscriptionSummary: Hashable, Sendable {
    package let id: SubscriptionID
    package let customerID: CustomerID
    package let productID: ProductID
    package let priceID: PriceID
    package let status: SubscriptionStatus
    package let currentPeriodStart: Timestamp
    package let currentPeriodEnd: Timestamp
    package let cancelAtPeriodEnd: Bool
    package let trialEnd: Timestamp?

    package init(
        id: SubscriptionID, customerID: CustomerID, productID: ProductID, priceID: PriceID,
        status: SubscriptionStatus, currentPeriodStart: Timestamp, currentPeriodEnd: Timestamp,
        cancelAtPeriodEnd: Bool = false, trialEnd: Timestamp? = nil
    ) {
        self.id = id
        self.customerID = customerID
        self.productID = productID
        self.priceID = priceID
        self.status = status
        self.currentPeriodStart = currentPeriodStart
        self.currentPeriodEnd = currentPeriodEnd
        self.cancelAtPeriodEnd = cancelAtPeriodEnd
        self.trialEnd = trialEnd
    }
}
