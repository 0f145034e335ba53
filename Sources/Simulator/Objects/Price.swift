import HTTPMessages

/// How much a product costs, once or every so often.
struct Price: SimulatedObject, Hashable {
    static let noun = "price"

    let id: String
    let owner: Owner
    let created: Int64
    let product: String
    let currency: String
    let unitAmount: Int64
    /// Nil for what is paid once.
    let recurring: PriceInterval?
    var isActive = true
    var nickname: String?
    var lookupKey: String?
    var metadata = JSONObject()

    var json: JSONValue {
        [
            "id": .string(id), "object": "price", "active": .bool(isActive), "billing_scheme": "per_unit",
            "created": .integer(created), "currency": .string(currency), "custom_unit_amount": .null,
            "livemode": .bool(owner.isLive), "lookup_key": .text(lookupKey), "metadata": .object(metadata),
            "nickname": .text(nickname), "product": .string(product), "recurring": recurrence,
            "tax_behavior": "unspecified", "tiers_mode": .null, "transform_quantity": .null,
            "type": .string(recurring == nil ? "one_time" : "recurring"), "unit_amount": .integer(unitAmount),
            "unit_amount_decimal": .string("\(unitAmount)"),
        ]
    }

    /// The same in the older shape, which subscription items still carry.
    var plan: JSONValue {
        guard let recurring else { return .null }
        return [
            "id": .string(id), "object": "plan", "active": .bool(isActive), "amount": .integer(unitAmount),
            "amount_decimal": .string("\(unitAmount)"), "billing_scheme": "per_unit", "created": .integer(created),
            "currency": .string(currency), "interval": .string(recurring.unit.rawValue),
            "interval_count": .integer(recurring.count), "livemode": .bool(owner.isLive),
            "metadata": .object(metadata), "meter": .null, "nickname": .text(nickname), "product": .string(product),
            "tiers_mode": .null, "transform_usage": .null, "trial_period_days": .null, "usage_type": "licensed",
        ]
    }

    private var recurrence: JSONValue {
        guard let recurring else { return .null }
        return [
            "interval": .string(recurring.unit.rawValue), "interval_count": .integer(recurring.count),
            "meter": .null, "trial_period_days": .null, "usage_type": "licensed",
        ]
    }
}
