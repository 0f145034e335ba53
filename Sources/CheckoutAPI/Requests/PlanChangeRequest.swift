import Checkout
import CheckoutStore
import HTTPMessages

/// What a merchant sends to change what is subscribed to.
struct PlanChangeRequest: Sendable {
    private let priceID: PriceID?
    private let quantity: Int64?

    init(_ body: JSONReader) throws(APIError) {
        priceID = try body.planPrice()
        quantity = try body.integer("quantity", in: CheckoutLimits.quantity)
        guard priceID != nil || quantity != nil else { throw .missing("priceId") }
    }

    /// What an order for a subscription that runs asks for.
    init(_ order: OrderRequest) throws(APIError) {
        priceID = order.priceID
        quantity = order.quantity
        guard priceID != nil || quantity != nil else { throw .missing("priceId") }
    }

    /// What is left out stays as it is.
    func plan(of record: SubscriptionRecord, _ services: APIServices) async throws -> SubscriptionPlan {
        try await wanted(of: record, services).plan
    }

    func wanted(
        of record: SubscriptionRecord, _ services: APIServices
    ) async throws -> (plan: SubscriptionPlan, offer: Offer) {
        let (now, wanted) = (record.state.plan, priceID ?? record.state.plan.priceID)
        let offer = try await services.offer(wanted, of: record.organizationID, livemode: record.terms.livemode)
        // Who has a price may keep it, and more or less of it, when it is sold no more.
        if wanted != now.priceID { try offer.requireOnSale() }
        guard let plan = SubscriptionPlan(offer.price.price, quantity: quantity ?? now.quantity) else {
            throw APIError.invalid("priceId", "a price that is not paid just once")
        }
        guard plan.amount != nil else {
            throw APIError(OrderProblem("quantity", .outOfRange(CheckoutLimits.amountMinorUnits)))
        }
        return (plan, offer)
    }
}
