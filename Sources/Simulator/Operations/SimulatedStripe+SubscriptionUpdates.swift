import Checkout
import HTTPMessages

extension SimulatedStripe {
    mutating func updateSubscription(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let old = try owned(call.id, of: call.owner, in: \.subscriptions, param: "id")
        guard !old.status.isOver else {
            throw .invalid("A canceled subscription can only update its cancellation_details and metadata.")
        }
        let options = try SubscriptionOptions(call.parameters)
        let before = options.payment == .errorIfIncomplete ? self : nil
        do throws(StripeFailure) {
            let change = try change(of: old, call.parameters, options, call)
            if change.isBilledNow, !change.lines.isEmpty {
                let outcome = bill(
                    change.subscription, change.lines, .update, period: old.currentPeriod,
                    isOffSession: options.isOffSession, at: call.now, by: call)
                if options.payment == .errorIfIncomplete { try failUnlessPaid(outcome) }
            } else {
                var changed = change.subscription
                changed.pendingLines = change.lines
                keep(changed, at: call.now, by: call)
            }
        } catch {
            if let before { undo(to: before) }
            throw error
        }
        return try owned(call.id, of: call.owner, in: \.subscriptions, param: "id").json
    }

    /// What a call makes of a subscription, and what that costs.
    struct SubscriptionChange: Sendable {
        var subscription: Subscription
        /// With the prorations that were pending before.
        var lines: [InvoiceLine]
        var isBilledNow: Bool
    }

    mutating func change(
        of old: Subscription, _ parameters: Parameters, _ options: SubscriptionOptions, _ call: APICall
    ) throws(StripeFailure) -> SubscriptionChange {
        try checkSupported(parameters)
        var new = old
        if let given = try parameters.maps("items"), !given.isEmpty {
            new.items = try items(given, over: old.items, call)
            guard new.items.first?.price.currency == old.currency else {
                throw .invalid("The currency of a subscription cannot be changed.", param: "items")
            }
        }
        try apply(parameters, to: &new, call)
        let time = try parameters.time("proration_date") ?? Timestamp(unixSeconds: call.created)
        guard old.currentPeriod.contains(time) || !parameters.contains("proration_date") else {
            throw .invalid("The proration date must be within the current period.", param: "proration_date")
        }
        let restarts = try restart(&new, from: old, parameters, call)
        try applyEnd(parameters, to: &new, call)
        try applyPause(parameters, to: &new)
        var lines = new.pendingLines
        new.pendingLines = []
        if options.proration != .none {
            lines += restarts ? creditLines(old, at: time) : prorationLines(from: old, to: new, at: time)
        }
        let isTrial = new.status == .trialing
        if restarts, !isTrial { lines += periodLines(new, new.currentPeriod) }
        return SubscriptionChange(
            subscription: new, lines: lines,
            isBilledNow: (restarts || options.proration == .alwaysInvoice) && !isTrial)
    }

    /// A new trial's end, another interval or an anchor put to now: a new period starts. Says whether one did.
    private func restart(
        _ new: inout Subscription, from old: Subscription, _ parameters: Parameters, _ call: APICall
    ) throws(StripeFailure) -> Bool {
        let now = Timestamp(unixSeconds: call.created)
        let interval = new.items.first?.price.recurring ?? old.cycle.interval
        let anchor = try parameters.choice("billing_cycle_anchor", of: ["now", "unchanged"])
        if let text = try parameters.text("trial_end"), text != "now", !text.isEmpty {
            guard let end = try parameters.time("trial_end") else { return false }
            try FirstPeriod.check(trialEnd: end, now: now)
            let start = old.status == .trialing ? old.trial?.lowerBound ?? now : now
            new.trial = start..<end
            new.status = .trialing
            new.hasToldOfTrialEnd = false
            new.currentPeriod = start..<end
            new.cycle = BillingCycle(interval, anchor: end)
            return true
        }
        let endsTrial = try parameters.text("trial_end") == "now" && old.status == .trialing
        if old.status == .trialing, !endsTrial {
            new.cycle = BillingCycle(interval, anchor: old.cycle.anchor, day: old.cycle.day)
            return false
        }
        guard endsTrial || anchor == "now" || interval != old.cycle.interval else { return false }
        if endsTrial {
            new.status = .active
            new.trial = (old.trial?.lowerBound ?? now)..<now
        }
        new.cycle = BillingCycle(interval, anchor: now)
        new.currentPeriod = now..<new.cycle.firstBoundary(after: now)
        return true
    }
}
