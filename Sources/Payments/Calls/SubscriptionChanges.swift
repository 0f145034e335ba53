package import Checkout

/// A subscription to be ended.
package struct CancelOrder: Hashable, Sendable {
    /// When it ends.
    package enum Time: Hashable, Sendable {
        case atPeriodEnd
        /// At once; what was paid for the rest of the period is not given back by it.
        case now
    }

    package var subscription: SubscriptionReference
    package var key: ProviderKey
    package var time: Time

    package init(_ subscription: SubscriptionReference, key: ProviderKey, time: Time) {
        self.subscription = subscription
        self.key = key
        self.time = time
    }
}

/// A subscription that is not to end after all.
package struct ReactivateOrder: Hashable, Sendable {
    package var subscription: SubscriptionReference
    package var key: ProviderKey

    package init(_ subscription: SubscriptionReference, key: ProviderKey) {
        self.subscription = subscription
        self.key = key
    }
}

/// A subscription to be continued at another price or quantity.
package struct ChangeOrder: Hashable, Sendable {
    /// What becomes of the rest of the current period.
    package enum Proration: Hashable, Sendable {
        /// Credited and charged in part, at once. When that cannot be paid the change is not made.
        case billedNow
        /// The same, on the next bill.
        case billedNext
        /// Neither: the new price counts from the next bill on.
        case none
    }

    package var subscription: SubscriptionReference
    package var key: ProviderKey
    /// The line whose price changes. Looked up when nil.
    package var item: String?
    package var price: ProviderPrice
    /// The same as a price of its own, for when the provider's has been archived there meanwhile.
    package var standIn: InlinePrice?
    package var quantity: Int64
    package var proration: Proration
    /// From when on the new price counts: a change at the time of its preview costs what that said.
    package var at: Timestamp?

    package init(
        _ subscription: SubscriptionReference, key: ProviderKey, item: String? = nil, price: ProviderPrice,
        quantity: Int64 = 1, proration: Proration, at: Timestamp? = nil
    ) {
        self.subscription = subscription
        self.key = key
        self.item = item
        self.price = price
        self.quantity = quantity
        self.proration = proration
        self.at = at
    }
}
