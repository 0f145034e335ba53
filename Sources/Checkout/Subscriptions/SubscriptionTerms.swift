/// What never changes about a subscription.
package struct SubscriptionTerms: Hashable, Sendable {
    package let id: SubscriptionID
    package let customerID: CustomerID
    package let provider: PaymentProvider
    /// The provider's account that is paid, when it is not the platform's own.
    package let accountID: String?
    package let livemode: Bool
    package let entitlements: EntitlementRules
    package let createdAt: Timestamp

    package init(
        id: SubscriptionID, customerID: CustomerID, provider: PaymentProvider, accountID: String? = nil, livemode: Bool,
        entitlements: EntitlementRules = EntitlementRules(), createdAt: Timestamp
    ) {
        self.id = id
        self.customerID = customerID
        self.provider = provider
        self.accountID = accountID
        self.livemode = livemode
        self.entitlements = entitlements
        self.createdAt = createdAt
    }
}

/// What is subscribed to, how often of it, and for how much.
package struct SubscriptionPlan: Hashable, Sendable {
    package var productID: ProductID
    package var priceID: PriceID
    package var quantity: Int64
    package var unitAmount: Money
    package var period: BillingPeriod

    package init(
        productID: ProductID, priceID: PriceID, quantity: Int64 = 1, unitAmount: Money, period: BillingPeriod
    ) {
        self.productID = productID
        self.priceID = priceID
        self.quantity = quantity
        self.unitAmount = unitAmount
        self.period = period
    }

    /// `nil` for a price that is paid once. A price that costs nothing goes by the month, so that its limits have
    /// something to be counted in.
    package init?(_ price: Price, quantity: Int64) {
        switch price.billing {
        case .oneTime: return nil
        case .recurring(let period):
            self.init(
                productID: price.productID, priceID: price.id, quantity: quantity, unitAmount: price.unitAmount,
                period: period)
        case .free:
            self.init(
                productID: price.productID, priceID: price.id, quantity: quantity,
                unitAmount: .zero(price.unitAmount.currency), period: .month)
        }
    }

    /// Nobody has to be charged for it, so that no provider need know of it.
    package var isFree: Bool { unitAmount.isZero }
}

extension BillingPeriod {
    package static let month = BillingPeriod(months: 1)

    private init(months: Int) {
        interval = .month
        count = months
    }
}

/// The checkout that a subscription came from.
package struct SubscriptionOrigin: Hashable, Sendable {
    package let sessionID: CheckoutSessionID
    /// The provider's intent that paid for the first period, or only set up the payment method.
    package let intentID: String?
    /// What the first period cost, when it cost anything: what goes back if the rest can never be done.
    package let paid: Money?

    package init(sessionID: CheckoutSessionID, intentID: String?, paid: Money?) {
        self.sessionID = sessionID
        self.intentID = intentID
        self.paid = paid
    }
}

/// The confirm of a checkout that asked for a change.
package struct ChangePurchase: Hashable, Sendable {
    package let sessionID: CheckoutSessionID
    package let attempt: Int
    /// As of when its buyer was shown what it costs.
    package let previewedAt: Timestamp

    package init(sessionID: CheckoutSessionID, attempt: Int, previewedAt: Timestamp) {
        self.sessionID = sessionID
        self.attempt = attempt
        self.previewedAt = previewedAt
    }
}

/// How a subscription begins.
package enum SubscriptionStart: Hashable, Sendable {
    /// The first period is paid for. What follows it is the provider's to bill.
    case paid
    /// A payment method is set up and nothing is paid yet.
    case trial(days: Int)
    /// Nothing is due, and there is no payment method.
    case free
}

/// What the provider calls the things that belong to a subscription.
package struct ProviderHandles: Hashable, Sendable {
    package var customer: String?
    package var subscription: String?
    package var item: String?
    package var price: String?
    package var paymentMethod: String?

    package init(
        customer: String? = nil, subscription: String? = nil, item: String? = nil, price: String? = nil,
        paymentMethod: String? = nil
    ) {
        self.customer = customer
        self.subscription = subscription
        self.item = item
        self.price = price
        self.paymentMethod = paymentMethod
    }
}
