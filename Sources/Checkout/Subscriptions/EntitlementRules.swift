/// When a subscription entitles its customer to its product's features.
package struct EntitlementRules: Hashable, Sendable {
    /// What becomes of them while the provider tries again to collect a renewal.
    package enum PastDue: String, Hashable, Sendable, CaseIterable {
        /// Most failed renewals are mended within days, and a customer who was locked out meanwhile is lost.
        case keep
        case revoke
    }

    /// Declared by the merchant, once for all of its subscriptions.
    package var pastDue: PastDue

    package init(pastDue: PastDue = .keep) { self.pastDue = pastDue }

    package func areGranted(in status: SubscriptionStatus) -> Bool {
        switch status {
        case .trialing, .active: true
        case .pastDue: pastDue == .keep
        case .draft, .pendingPayment, .unpaid, .paused, .canceled, .incomplete, .incompleteExpired: false
        }
    }
}
