package import Checkout

/// A subscription the service wants made, for a customer and a payment method the provider has already.
package struct SubscriptionOrder: Hashable, Sendable {
    /// How it begins. Either way nothing is charged when it is made.
    package enum Beginning: Hashable, Sendable {
        /// The first period is paid for, by an intent: the first bill comes at its end.
        case paid(until: Timestamp)
        /// The first bill comes when the trial ends.
        case trial(until: Timestamp)
    }

    package var subscriptionID: SubscriptionID
    /// After a refusal another one, as when a card was replaced: under the same key what was refused stays refused. While
    /// the outcome is unknown the same one.
    package var key: ProviderKey
    /// The provider's ids of who pays, and with what.
    package var customer: String
    package var paymentMethod: String?
    package var price: ProviderPrice
    /// The same as a price of its own, for when the provider's has been archived there meanwhile.
    package var standIn: InlinePrice?
    package var quantity: Int64
    package var beginning: Beginning
    /// From which its periods are counted, when they are counted from before the first bill: a month may end on a day
    /// that the next one has more of.
    package var anchor: Timestamp?
    package var livemode: Bool
    package var accountID: String?
    /// What the platform keeps of each bill, in hundredths of a percent.
    package var applicationFeeBasisPoints = 0
    /// Ours, for whoever reads the subscription in the provider's own pages.
    package var customerID: CustomerID?
    package var sessionID: CheckoutSessionID?
    package var description: String?

    package init(
        subscriptionID: SubscriptionID, key: ProviderKey, customer: String, paymentMethod: String?,
        price: ProviderPrice, quantity: Int64 = 1, beginning: Beginning, livemode: Bool, accountID: String? = nil
    ) {
        self.subscriptionID = subscriptionID
        self.key = key
        self.customer = customer
        self.paymentMethod = paymentMethod
        self.price = price
        self.quantity = quantity
        self.beginning = beginning
        self.livemode = livemode
        self.accountID = accountID
    }
}

/// What is paid for each period.
package enum ProviderPrice: Hashable, Sendable {
    /// One the provider has, by its id.
    case existing(String)
    /// One that only we have, for this subscription alone.
    case inline(InlinePrice)
}

/// A price the provider is told in the order.
package struct InlinePrice: Hashable, Sendable {
    /// What it is for.
    package enum Product: Hashable, Sendable {
        /// One the provider has, by its id.
        case existing(String)
        /// One of ours, which the provider is told of first, once.
        case ours(ProductID, name: String)
    }

    package var product: Product
    package var unitAmount: Money
    package var period: BillingPeriod

    package init(product: Product, unitAmount: Money, period: BillingPeriod) {
        self.product = product
        self.unitAmount = unitAmount
        self.period = period
    }
}
