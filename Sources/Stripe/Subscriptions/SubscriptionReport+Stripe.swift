import Checkout
import HTTPMessages

extension SubscriptionReport {
    /// Reads Stripe's object, in whichever of its versions: since 2025-03-31 the current period is its lines', and with
    /// flexible billing a cancellation at the period's end is a date and no flag. An account's events can be of an older
    /// version than its answers.
    init(stripe object: JSONObject, accountID: String?) throws(UnreadableMember) {
        try object.checkType("subscription")
        // One line is all that we make. Of somebody else's with more, the first one counts.
        let item = object["items"]?.object?.elements.first ?? JSONObject()
        guard let status = SubscriptionStatus(stripe: try object.text("status")) else {
            throw UnreadableMember("status")
        }
        var period = try object.times("current_period_start", "current_period_end")
        if period == nil { period = try item.times("current_period_start", "current_period_end") }
        let cancelAt = try object.optionalTime("cancel_at")
        let isFlagged = try object.bool("cancel_at_period_end")
        self.init(
            providerID: try object.text("id"),
            subscriptionID: object.notes[StripeMetadata.subscription].flatMap { SubscriptionID($0) },
            customer: try object.requiredReference("customer"),
            price: item.reference("price") ?? item.reference("plan") ?? object.reference("plan"),
            item: item["id"]?.string, quantity: item["quantity"]?.integer ?? object["quantity"]?.integer ?? 1,
            status: status, currentPeriod: period, trialEnd: try object.optionalTime("trial_end"),
            cancelAtPeriodEnd: isFlagged || (cancelAt != nil && cancelAt == period?.upperBound),
            cancelAt: cancelAt, canceledAt: try object.optionalTime("canceled_at"),
            endedAt: try object.optionalTime("ended_at"), accountID: accountID, livemode: try object.bool("livemode"))
    }
}

extension SubscriptionStatus {
    /// Nil for a status Stripe has not documented, and for the words that only we use.
    fileprivate init?(stripe word: String) {
        guard let status = Self(rawValue: word), status != .draft, status != .pendingPayment else { return nil }
        self = status
    }
}
