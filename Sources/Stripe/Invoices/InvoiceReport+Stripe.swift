import Checkout
import HTTPMessages

extension InvoiceReport {
    /// Reads Stripe's object, in whichever of its versions: what it is for moved into `parent` on 2025-03-31. An account's
    /// events can be of an older version than its answers.
    init(stripe object: JSONObject, accountID: String?) throws(UnreadableMember) {
        try object.checkType("invoice")
        guard let status = Status(rawValue: try object.text("status")) else { throw UnreadableMember("status") }
        let parent = object["parent"]?["subscription_details"]?.object
        let notes = (parent ?? object["subscription_details"]?.object)?.notes ?? [:]
        var period = try Self.period(of: object["lines"]?.object?.elements ?? [])
        if period == nil { period = try object.times("period_start", "period_end") }
        self.init(
            providerID: try object.text("id"),
            subscription: parent?.reference("subscription") ?? object.reference("subscription"),
            customer: try object.requiredReference("customer"), status: status,
            reason: Reason(rawValue: object["billing_reason"]?.string ?? "") ?? .other,
            amountDue: try object.money("amount_due"), amountPaid: try object.money("amount_paid"),
            attemptCount: object["attempt_count"]?.integer.flatMap { Int(exactly: $0) } ?? 0,
            nextAttemptAt: try object.optionalTime("next_payment_attempt"),
            period: period,
            createdAt: try object.time("created"), accountID: accountID, livemode: try object.bool("livemode"),
            subscriptionID: notes[StripeMetadata.subscription].flatMap { SubscriptionID($0) })
    }

    /// The lines' own: a renewal's bill names the period that is over, its lines the one that is paid for.
    private static func period(of lines: [JSONObject]) throws(UnreadableMember) -> Range<Timestamp>? {
        var latest: Range<Timestamp>?
        for line in lines where !line.isProration {
            guard let period = try line["period"]?.object?.times("start", "end") else { continue }
            if latest.map({ $0.upperBound < period.upperBound }) ?? true { latest = period }
        }
        return latest
    }
}

extension JSONObject {
    /// Whether a bill's line is for a part of a period, because of a change.
    var isProration: Bool {
        let details = self["parent"]?["subscription_item_details"] ?? self["parent"]?["invoice_item_details"]
        return details?["proration"]?.bool ?? self["proration"]?.bool ?? false
    }
}
