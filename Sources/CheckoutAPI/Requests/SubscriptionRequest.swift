import Checkout
import CheckoutStore
import HTTPMessages

/// What a merchant sends to make a subscription.
struct SubscriptionRequest: Sendable {
    /// How it begins.
    enum Start: String, Sendable, CaseIterable {
        case draft
        case pendingPayment = "pending_payment"
    }

    let priceID: PriceID
    let quantity: Int64
    let subscriber: NewSubscription.Subscriber
    let start: Start
    let metadata: Metadata
    let provider: PaymentProvider
    let presentation: SubscriptionLinks.Presentation

    init(_ body: JSONReader) throws(APIError) {
        (priceID, quantity) = try Self.item(body)
        subscriber = try Self.subscriber(body)
        start = try body.choice("status") ?? .pendingPayment
        metadata = try body.metadata() ?? .empty
        provider = try body.choice("provider") ?? .stripe
        presentation = try SubscriptionLinks.Presentation(body)
        let coupon = try body.string("couponCode", characters: 0...CheckoutLimits.couponCodeCharacterCount)
        if coupon?.isEmpty == false { throw .couponNotFound }
    }

    /// One item, as a list of one or beside the rest.
    private static func item(_ body: JSONReader) throws(APIError) -> (PriceID, Int64) {
        let (price, quantity) = (try body.planPrice(), try body.integer("quantity", in: CheckoutLimits.quantity))
        guard let item = try body.objects("items", count: 1...1)?.first else {
            return (try body.required("priceId", price), quantity ?? 1)
        }
        guard price == nil else { throw body.invalid("priceId", "left out when there are items") }
        guard quantity == nil else { throw body.invalid("quantity", "left out when there are items") }
        let count = try item.integer("quantity", in: CheckoutLimits.quantity) ?? 1
        return (try item.required("priceId", item.planPrice()), count)
    }

    private static func subscriber(_ body: JSONReader) throws(APIError) -> NewSubscription.Subscriber {
        let customer = try CustomerRequest(body)
        var details = customer.details
        let external = try body.string("externalId", characters: 0...CheckoutLimits.externalIDCharacterCount)
        if let external, !external.isEmpty { details.externalID = external }
        if let id: CustomerID = try body.id("customerId") {
            guard details.externalID == nil else {
                throw body.invalid("externalId", "left out when there is a customerId")
            }
            return .known(id)
        }
        let checked: CustomerDetails
        do throws(OrderProblem) { checked = try details.checked() } catch {
            throw APIError(OrderProblem(customer.names[error.param] ?? error.param, error.reason))
        }
        guard checked.externalID != nil else { throw .missing("externalId") }
        return .described(checked)
    }
}

extension SubscriptionLinks.Presentation {
    init(_ body: JSONReader) throws(APIError) {
        mode = try body.choice("mode")
        successURL = try Self.url(body, "successUrl")
        cancelURL = try Self.url(body, "cancelUrl")
    }

    private static func url(_ body: JSONReader, _ name: String) throws(APIError) -> String? {
        let text = try body.string(name, characters: 0...CheckoutLimits.urlCharacterCount)
        return text?.isEmpty == false ? text : nil
    }
}

extension JSONReader {
    /// `priceId`, or `planId`, which means the same.
    func planPrice() throws(APIError) -> PriceID? {
        let (price, plan): (PriceID?, PriceID?) = (try id("priceId"), try id("planId"))
        guard let price, let plan else { return price ?? plan }
        guard price == plan else { throw invalid("planId", "the same as priceId, or left out") }
        return price
    }
}
