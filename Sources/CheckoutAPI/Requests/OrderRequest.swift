import Checkout
import CheckoutStore
import HTTPMessages

/// A create request, each member of its type: what is bought may still have to be looked up.
struct OrderRequest: Sendable {
    /// What is bought.
    enum Item: Sendable {
        /// With the currency the client takes it to be in, if it says so.
        case price(PriceID, Currency?)
        case amount(Money)
    }

    /// `nil` when it is left to the subscription that is to be paid for.
    let item: Item?
    /// What waits for its payment already.
    let existingSubscriptionID: SubscriptionID?
    let quantity: Int64?
    private let customer: CustomerRequest
    private let metadata: Metadata?
    private let presentation: CheckoutOrder.Presentation?
    private let successURL: String?
    private let cancelURL: String?
    private let trialDays: Int?
    private let provider: PaymentProvider?
    private let lifetimeSeconds: Int?

    /// `isMerchant` for what only a secret key may say: a buyer's page names no amounts and grants itself no trial.
    init(_ body: JSONReader, isMerchant: Bool) throws(APIError) {
        if !isMerchant {
            for name in ["amount", "trialDays"] where body.value(name) != nil {
                throw .secretKeyRequired(for: name)
            }
        }
        existingSubscriptionID = try Self.existingSubscription(body)
        item = try Self.item(body, isOptional: existingSubscriptionID != nil)
        quantity = try body.integer("quantity", in: CheckoutLimits.quantity)
        customer = try CustomerRequest(body)
        metadata = try body.metadata()
        presentation = try body.choice("mode")
        successURL = try body.string("successUrl", characters: 0...CheckoutLimits.urlCharacterCount)
        cancelURL = try body.string("cancelUrl", characters: 0...CheckoutLimits.urlCharacterCount)
        trialDays = try body.integer("trialDays", in: Self.wide(CheckoutLimits.trialDays)).map(Int.init)
        provider = try body.choice("provider")
        lifetimeSeconds = try body.integer("expiresIn", in: Self.wide(CheckoutLimits.lifetimeSeconds)).map(Int.init)
        try Self.refuseWhatIsNotKept(body)
    }

    private static func item(_ body: JSONReader, isOptional: Bool) throws(APIError) -> Item? {
        let price: PriceID? = try body.id("priceId")
        let amount = try body.integer("amount", in: CheckoutLimits.amountMinorUnits)
        let currency = try body.currency("currency")
        switch (price, amount) {
        case (let price?, nil): return .price(price, currency)
        case (_?, _?): throw body.invalid("amount", "left out when there is a priceId")
        case (nil, _?) where isOptional: throw body.invalid("amount", "left out when there is a subscription")
        case (nil, let amount?):
            return .amount(Money(minorUnits: amount, currency: try body.required("currency", currency)))
        case (nil, nil) where isOptional: return nil
        case (nil, nil): throw .missing("priceId")
        }
    }

    /// A malformed id is that of no subscription.
    private static func existingSubscription(_ body: JSONReader) throws(APIError) -> SubscriptionID? {
        guard let text = try body.string("existingSubscriptionId"), !text.isEmpty else { return nil }
        guard let id = SubscriptionID(text) else { throw .subscriptionNotFound }
        return id
    }

    /// There are no coupons yet, so that none can be found.
    private static func refuseWhatIsNotKept(_ body: JSONReader) throws(APIError) {
        let coupon = try body.string("couponCode", characters: 0...CheckoutLimits.couponCodeCharacterCount)
        if coupon?.isEmpty == false { throw .couponNotFound }
    }

    private static func wide(_ range: ClosedRange<Int>) -> ClosedRange<Int64> {
        Int64(range.lowerBound)...Int64(range.upperBound)
    }
}

extension OrderRequest {
    var priceID: PriceID? { if case .price(let price, _) = item { price } else { nil } }

    /// A change has no beginning of its own: it goes on with the provider, and in the currency, that it has.
    func refuseWhatIsNoChange(of record: SubscriptionRecord) throws(APIError) {
        if trialDays != nil { throw .invalid("trialDays", "left out for a subscription that runs") }
        if let provider, provider != record.terms.provider {
            throw .invalid("provider", "the subscription's, or left out")
        }
        if case .price(_, let currency?) = item, currency != record.state.plan.unitAmount.currency {
            throw .invalid("currency", "the subscription's, or left out")
        }
    }

    /// The order, with what is bought as the catalogue has it. `user` is the end user it is placed for.
    func order(
        _ item: CheckoutOrder.Item, for existing: SubscriptionRecord? = nil, user: String?
    ) -> CheckoutOrder {
        var order = CheckoutOrder(item)
        order.quantity = quantity ?? existing?.state.plan.quantity ?? order.quantity
        order.existingSubscriptionID = existing?.id
        order.customer = customer.details
        // A token proves who its bearer is, whatever the page writes.
        if let user { order.customer.externalID = user }
        order.metadata = metadata ?? order.metadata
        order.presentation = presentation ?? order.presentation
        order.successURL = successURL
        order.cancelURL = cancelURL
        order.trialDays = trialDays
        order.provider = provider ?? order.provider
        order.lifetimeSeconds = lifetimeSeconds
        return order
    }

    /// The problem, with the member named as this request names it.
    func error(_ problem: OrderProblem) -> APIError {
        APIError(OrderProblem(customer.names[problem.param] ?? problem.param, problem.reason))
    }
}
