/// For how much, and how often, a product is sold.
package struct Price: Hashable, Sendable {
    package let id: PriceID
    package let productID: ProductID
    package let unitAmount: Money
    package let billing: Billing
    /// What a subscription starts with unless its order says otherwise.
    package let trialDays: Int
    /// Archived prices stay readable and are sold no more.
    package let isActive: Bool
    /// Whether the product has features to entitle its buyers to.
    package let grantsFeatures: Bool

    /// How a price is charged.
    package enum Billing: Hashable, Sendable {
        case free
        case oneTime
        case recurring(BillingPeriod)
    }

    package init(
        id: PriceID, productID: ProductID, unitAmount: Money, billing: Billing, trialDays: Int = 0,
        isActive: Bool = true, grantsFeatures: Bool = false
    ) {
        self.id = id
        self.productID = productID
        self.unitAmount = unitAmount
        self.billing = billing
        self.trialDays = trialDays
        self.isActive = isActive
        self.grantsFeatures = grantsFeatures
    }
}

/// The time between two bills of a subscription.
package struct BillingPeriod: Hashable, Sendable, Codable {
    package let interval: BillingInterval
    package let count: Int

    /// `nil` for less than one interval and for more than a year of them, which providers refuse.
    package init?(interval: BillingInterval, count: Int) {
        guard count >= 1, count <= interval.maximumCount else { return nil }
        self.interval = interval
        self.count = count
    }
}

/// The unit of a billing period.
package enum BillingInterval: String, Hashable, Sendable, Codable, CaseIterable {
    case day
    case week
    case month
    case year

    package var maximumCount: Int {
        switch self {
        case .day: 365
        case .week: 52
        case .month: 12
        case .year: 1
        }
    }
}
