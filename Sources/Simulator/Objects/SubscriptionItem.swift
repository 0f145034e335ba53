import Checkout
import HTTPMessages

/// One price in a subscription.
struct SubscriptionItem: Hashable, Sendable {
    let id: String
    let created: Int64
    /// As it was when it was put in; only its notes may change.
    var price: Price
    var quantity: Int64
    var metadata = JSONObject()

    var amount: Int64 { price.unitAmount * quantity }

    /// The period has been an item's, not the subscription's, since 2025-03-31.
    func json(of subscription: String, in period: Range<Timestamp>) -> JSONValue {
        [
            "id": .string(id), "object": "subscription_item", "billing_thresholds": .null,
            "created": .integer(created), "current_period_end": .integer(period.upperBound.unixSeconds),
            "current_period_start": .integer(period.lowerBound.unixSeconds), "discounts": [],
            "metadata": .object(metadata), "plan": price.plan, "price": price.json, "quantity": .integer(quantity),
            "subscription": .string(subscription), "tax_rates": [],
        ]
    }
}
