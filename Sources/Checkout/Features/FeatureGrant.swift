/// One reason why a customer may use a feature: something was bought that gives it.
package struct FeatureGrant: Hashable, Sendable {
    /// What was bought.
    package enum Source: Hashable, Sendable {
        case subscription(SubscriptionID)
        /// By itself, in this checkout.
        case purchase(CheckoutSessionID)
    }

    package let key: String
    package let title: String
    package let allowance: FeatureAllowance
    package let productID: ProductID
    package let source: Source
    package let grantedAt: Timestamp

    package init(
        key: String, title: String, _ allowance: FeatureAllowance, productID: ProductID, source: Source,
        grantedAt: Timestamp
    ) {
        self.key = key
        self.title = title
        self.allowance = allowance
        self.productID = productID
        self.source = source
        self.grantedAt = grantedAt
    }
}

/// What a customer may do with a feature, all grants taken together.
package struct FeatureEntitlement: Hashable, Sendable {
    package let key: String
    package let title: String
    package let allowance: FeatureAllowance
    /// At least one, oldest first.
    package let grants: [FeatureGrant]
}

extension FeatureEntitlement {
    /// The features of these grants, by their keys.
    package static func all(of grants: [FeatureGrant]) -> [FeatureEntitlement] {
        Dictionary(grouping: grants, by: \.key).sorted { $0.key < $1.key }.compactMap { FeatureEntitlement($0.value) }
    }

    /// `nil` without a grant; all are of one key. The title is the oldest grant's.
    init?(_ grants: [FeatureGrant]) {
        let sorted = grants.sorted { $0.grantedAt < $1.grantedAt }
        guard let first = sorted.first, let allowance = FeatureAllowance.combined(sorted.map(\.allowance)) else {
            return nil
        }
        self.init(key: first.key, title: first.title, allowance: allowance, grants: sorted)
    }
}
