/// Everything about a checkout session that never changes after it was ordered.
package struct SessionTerms: Hashable, Sendable {
    package let id: CheckoutSessionID
    package let merchant: MerchantTerms
    package let provider: PaymentProvider
    package let quote: Quote
    package let priceID: PriceID?
    package let productID: ProductID?
    package let quantity: Int64
    package let couponCode: String?
    package let trialDays: Int
    package let existingSubscriptionID: SubscriptionID?
    package let startsSubscription: Bool
    package let grantsEntitlements: Bool
    package let customer: CustomerDetails
    package let metadata: Metadata
    package let presentation: CheckoutOrder.Presentation
    package let successURL: RedirectTemplate?
    package let cancelURL: RedirectTemplate?
    package let createdAt: Timestamp
    package let expiresAt: Timestamp

    /// What the state machine needs of it.
    package var payment: PaymentTerms {
        PaymentTerms(
            sessionID: id, mode: quote.mode, due: quote.due, accountID: merchant.accountID,
            livemode: merchant.livemode, expiresAt: expiresAt, latePayments: merchant.latePayments,
            startsSubscription: startsSubscription, grantsEntitlements: grantsEntitlements)
    }
}

extension SessionTerms {
    /// Checks an order as a whole. What is refused here is the caller's mistake, named by member.
    package init(
        _ order: CheckoutOrder, id: CheckoutSessionID, merchant: MerchantTerms, at time: Timestamp
    ) throws(OrderProblem) {
        try Self.check(order.quantity, in: CheckoutLimits.quantity, "quantity")
        let lifetime = order.lifetimeSeconds ?? CheckoutLimits.defaultLifetimeSeconds
        try Self.check(lifetime, in: CheckoutLimits.lifetimeSeconds, "expiresIn")
        let price = try Self.price(of: order)
        trialDays = try order.change == nil ? Self.trialDays(of: order, price) : 0
        quote = try Self.quote(of: order, trialDays: trialDays)
        couponCode = try checkedText(order.couponCode, "couponCode", CheckoutLimits.couponCodeCharacterCount)
        customer = try order.customer.checked()
        successURL = try Self.template(order.successURL, "successUrl", merchant)
        cancelURL = try Self.template(order.cancelURL, "cancelUrl", merchant)
        self.id = id
        self.merchant = merchant
        provider = order.provider
        priceID = price?.id
        productID = price?.productID
        quantity = order.quantity
        existingSubscriptionID = order.existingSubscriptionID
        startsSubscription = order.change == nil && price?.isSubscription ?? false
        grantsEntitlements = price?.grantsFeatures ?? false
        metadata = order.metadata
        presentation = order.presentation
        createdAt = time
        expiresAt = time + .seconds(lifetime)
    }

    private static func price(of order: CheckoutOrder) throws(OrderProblem) -> Price? {
        guard case .price(let price) = order.item else { return nil }
        // Who has a price may have more or less of it when it is sold no more.
        let isKept = order.change?.basis.priceID == price.id
        guard price.isActive || isKept else { throw OrderProblem("priceId", .archived) }
        return price
    }

    private static func quote(of order: CheckoutOrder, trialDays: Int) throws(OrderProblem) -> Quote {
        if let change = order.change {
            return try Quote(changing: change, to: order.item.unitAmount, quantity: order.quantity)
        }
        return try Quote(
            unitAmount: order.item.unitAmount, quantity: order.quantity, discount: order.discount, tax: order.tax,
            trialDays: trialDays)
    }

    private static func trialDays(of order: CheckoutOrder, _ price: Price?) throws(OrderProblem) -> Int {
        guard let days = order.trialDays else { return price?.isRecurring == true ? price?.trialDays ?? 0 : 0 }
        try check(days, in: CheckoutLimits.trialDays, "trialDays")
        guard days == 0 || price?.isRecurring == true else { throw OrderProblem("trialDays", .needsRecurringPrice) }
        return days
    }

    private static func template(
        _ text: String?, _ param: String, _ merchant: MerchantTerms
    ) throws(OrderProblem) -> RedirectTemplate? {
        guard let text, !text.isEmpty else { return nil }
        return try RedirectTemplate(text, param: param, livemode: merchant.livemode)
    }

    private static func check<Number: BinaryInteger>(
        _ number: Number, in range: ClosedRange<Number>, _ param: String
    ) throws(OrderProblem) {
        guard range.contains(number) else {
            throw OrderProblem(param, .outOfRange(Int64(range.lowerBound)...Int64(range.upperBound)))
        }
    }
}

extension CheckoutOrder.Item {
    package var unitAmount: Money {
        switch self {
        case .price(let price): price.billing == .free ? .zero(price.unitAmount.currency) : price.unitAmount
        case .amount(let amount): amount
        }
    }
}

extension Price {
    package var isRecurring: Bool {
        if case .recurring = billing { true } else { false }
    }

    /// A free plan is a subscription as well: it entitles, and it can be upgraded. A single purchase is none.
    package var isSubscription: Bool { billing != .oneTime }
}
