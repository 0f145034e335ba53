import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// At once; at the period's end is an update.
    mutating func cancelSubscription(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var subscription = try owned(call.id, of: call.owner, in: \.subscriptions, param: "id")
        guard !subscription.status.isOver else { throw .noSuch(Subscription.noun, call.id, param: "id") }
        let isProrated = try call.parameters.flag("prorate") ?? false
        let isInvoiced = try call.parameters.flag("invoice_now") ?? false
        if let details = try call.parameters.nested("cancellation_details") {
            subscription.cancellation.comment = try details.text("comment")
            subscription.cancellation.feedback = try details.text("feedback")
        }
        if isProrated { subscription.pendingLines += creditLines(subscription, at: call.now) }
        subscriptions[call.id] = subscription
        if isInvoiced, !subscription.pendingLines.isEmpty {
            let lines = subscription.pendingLines
            subscription.pendingLines = []
            bill(subscription, lines, .update, period: subscription.currentPeriod, at: call.now, by: call)
        }
        end(call.id, because: "cancellation_requested", at: call.now, by: call)
        return try owned(call.id, of: call.owner, in: \.subscriptions, param: "id").json
    }

    /// Out of the pause that a trial without a payment method ended in.
    mutating func resumeSubscription(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var subscription = try owned(call.id, of: call.owner, in: \.subscriptions, param: "id")
        guard subscription.status == .paused else {
            throw .invalid("You can only resume a subscription that is `paused`.")
        }
        let anchor = try call.parameters.choice("billing_cycle_anchor", of: ["now", "unchanged"]) ?? "now"
        let now = Timestamp(unixSeconds: call.created)
        if anchor == "now" {
            subscription.cycle = BillingCycle(subscription.cycle.interval, anchor: now)
        }
        let old = subscription.currentPeriod
        let period = now..<subscription.cycle.firstBoundary(after: now)
        subscription.currentPeriod = period
        subscription.status = .active
        keep(subscription, as: "customer.subscription.resumed", at: call.now, by: call)
        let lines = periodLines(subscription, period)
        bill(
            subscriptions[call.id] ?? subscription, lines, .update, period: old, isOffSession: false, at: call.now,
            by: call)
        return try owned(call.id, of: call.owner, in: \.subscriptions, param: "id").json
    }
}
