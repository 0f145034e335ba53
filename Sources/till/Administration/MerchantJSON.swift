import Checkout
import CheckoutStore
import HTTPMessages

/// How these commands write what they speak of, with the names that the API has for them.
extension Organization {
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", "\(id)")
        json.member("name", name)
        json.member("slug", slug)
        json.key("allowedOrigins")
        json.beginArray()
        for origin in allowedOrigins { json.string(origin) }
        json.endArray()
        if let stripeAccountID { json.member("stripeAccountId", stripeAccountID) }
        json.member("applicationFeeBasisPoints", applicationFeeBasisPoints)
        json.member("lateAfterExpiry", latePayments.afterExpiry.rawValue)
        json.member("lateAfterCancel", latePayments.afterCancel.rawValue)
        json.member("pastDueEntitlements", entitlements.pastDue.rawValue)
        if let logoURL { json.member("logoUrl", logoURL) }
        if let accentColor { json.member("accentColor", accentColor) }
        json.member("createdAt", "\(createdAt)")
        json.endObject()
    }
}

extension APIKey {
    var mode: String { livemode ? "live" : "test" }

    /// - Parameter secret: the key itself, which only who makes it knows.
    func write(to json: inout JSONWriter, secret: String? = nil) {
        json.beginObject()
        json.member("id", "\(id)")
        json.member("organizationId", "\(organizationID)")
        json.member("livemode", livemode)
        if let secret { json.member("secretKey", secret) }
        json.member("hint", hint)
        json.member("name", name)
        json.member("createdAt", "\(createdAt)")
        if let lastUsedAt { json.member("lastUsedAt", "\(lastUsedAt)") }
        if let revokedAt { json.member("revokedAt", "\(revokedAt)") }
        json.endObject()
    }
}

extension Product {
    func write(to json: inout JSONWriter, prices: [PriceRecord]) {
        json.beginObject()
        json.member("id", "\(id)")
        json.member("organizationId", "\(organizationID)")
        json.member("livemode", livemode)
        json.member("name", name)
        if let description { json.member("description", description) }
        json.member("active", isActive)
        json.key("features")
        json.beginArray()
        for feature in features {
            json.beginObject()
            json.member("key", feature.key)
            json.member("title", feature.title)
            json.member("kind", feature.allowance.kind.rawValue)
            if let limit = feature.allowance.limit { json.member("limit", limit) }
            if let period = feature.allowance.resetPeriod { json.member("resetPeriod", period.rawValue) }
            json.endObject()
        }
        json.endArray()
        json.member("createdAt", "\(createdAt)")
        json.key("prices")
        json.beginArray()
        for record in prices { record.write(to: &json) }
        json.endArray()
        json.endObject()
    }
}

extension PriceRecord {
    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", "\(price.id)")
        json.member("productId", "\(price.productID)")
        json.member("type", price.billing.kind)
        json.member("unitAmount", price.unitAmount.minorUnits)
        json.member("currency", price.unitAmount.currency.code)
        if let period = price.billing.period {
            json.member("interval", period.interval.rawValue)
            json.member("intervalCount", period.count)
            json.member("trialDays", price.trialDays)
        }
        json.member("active", price.isActive)
        json.member("createdAt", "\(createdAt)")
        json.endObject()
    }
}
