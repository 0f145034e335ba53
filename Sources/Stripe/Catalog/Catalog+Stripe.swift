import Checkout
import HTTPMessages
import Payments

extension ProviderProduct {
    init(stripe object: JSONObject) throws(UnreadableMember) {
        try object.checkType("product")
        let (id, notes) = (try object.text("id"), object.notes)
        self.init(
            providerID: id, productID: notes[StripeMetadata.product].flatMap { ProductID($0) },
            name: try object.text("name"), description: object["description"]?.string,
            isActive: try object.bool("active"), metadata: notes, livemode: try object.bool("livemode"))
    }
}

extension ListedPrice {
    init(stripe object: JSONObject) throws(UnreadableMember) {
        try object.checkType("price")
        let currency = try object.text("currency")
        let amount = object["unit_amount"]?.integer.flatMap { StripeMoney.money(amount: $0, currency: currency) }
        self.init(
            providerID: try object.text("id"), product: try object.requiredReference("product"), unitAmount: amount,
            billing: try Billing(stripe: object, hasAmount: amount != nil),
            trialDays: object["recurring"]?["trial_period_days"]?.integer.flatMap { Int(exactly: $0) } ?? 0,
            name: object["nickname"]?.string, isActive: try object.bool("active"), metadata: object.notes,
            livemode: try object.bool("livemode"))
    }
}

extension ListedPrice.Billing {
    fileprivate init(stripe object: JSONObject, hasAmount: Bool) throws(UnreadableMember) {
        let type = try object.text("type")
        if object["billing_scheme"]?.string == "tiered" {
            self = .unsupported("tiers")
        } else if object["custom_unit_amount"]?.object != nil {
            self = .unsupported("an amount the buyer chooses")
        } else if object["transform_quantity"]?.object != nil {
            self = .unsupported("a transformed quantity")
        } else if !hasAmount {
            self = .unsupported("no whole amount in a known currency")
        } else if type == "one_time" {
            self = .oneTime
        } else {
            self = try Self.recurring(object["recurring"]?.object ?? JSONObject())
        }
    }

    private static func recurring(_ object: JSONObject) throws(UnreadableMember) -> Self {
        guard object["usage_type"]?.string != "metered" else { return .unsupported("metered use") }
        guard
            let interval = BillingInterval(rawValue: try object.text("interval")),
            let count = Int(exactly: try object.integer("interval_count"))
        else { throw UnreadableMember("recurring") }
        guard let period = BillingPeriod(interval: interval, count: count) else {
            return .unsupported("every \(count) \(interval.rawValue)s")
        }
        return .recurring(period)
    }
}
