import Checkout

/// When a new subscription starts and is billed next: with a trial, with an anchor in the future, or from now on.
struct FirstPeriod: Hashable, Sendable {
    let start: Timestamp
    let cycle: BillingCycle
    let period: Range<Timestamp>
    let trial: Range<Timestamp>?

    static let anchorNames = ["billing_cycle_anchor", "billing_cycle_anchor_config"]

    init(_ parameters: Parameters, interval: PriceInterval, now: Timestamp) throws(StripeFailure) {
        // Stripe counts in seconds.
        let now = Timestamp(unixSeconds: now.unixSeconds)
        start = try parameters.time("backdate_start_date") ?? now
        guard start <= now else {
            throw .invalid("`backdate_start_date` must be in the past.", param: "backdate_start_date")
        }
        trial = try Self.trialEnd(parameters, now: now).map { now..<$0 }
        let anchored = try Self.anchored(parameters, interval, from: trial?.upperBound ?? now, now: now)
        cycle = anchored ?? BillingCycle(interval, anchor: trial?.upperBound ?? now)
        period = trial ?? now..<(anchored?.anchor ?? cycle.firstBoundary(after: now))
    }

    private static func anchored(
        _ parameters: Parameters, _ interval: PriceInterval, from start: Timestamp, now: Timestamp
    ) throws(StripeFailure) -> BillingCycle? {
        let cycle: BillingCycle
        if let config = try parameters.nested("billing_cycle_anchor_config") {
            guard !parameters.contains("billing_cycle_anchor") else {
                throw .invalid(
                    "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
                    param: "billing_cycle_anchor_config")
            }
            cycle = try AnchorConfig(config, interval).cycle(interval, after: now)
        } else if let anchor = try parameters.time("billing_cycle_anchor") {
            cycle = BillingCycle(interval, anchor: anchor)
        } else {
            return nil
        }
        guard cycle.anchor > now else {
            throw .invalid("The billing cycle anchor must be in the future.", param: "billing_cycle_anchor")
        }
        let natural = BillingCycle(interval, anchor: start).firstBoundary(after: start)
        guard cycle.anchor <= natural else {
            throw .invalid(
                "billing_cycle_anchor cannot be later than next natural billing date (\(natural.unixSeconds)) for "
                    + "plan", param: "billing_cycle_anchor")
        }
        return cycle
    }

    static let longestTrialDays: Int64 = 730

    private static func trialEnd(_ parameters: Parameters, now: Timestamp) throws(StripeFailure) -> Timestamp? {
        let days = try parameters.integer("trial_period_days")
        guard days == nil || !parameters.contains("trial_end") else {
            throw .invalid(
                "You may only specify one of these parameters: trial_end, trial_period_days.", param: "trial_end")
        }
        if let days {
            guard (0...longestTrialDays).contains(days) else {
                throw .invalid(
                    "Invalid trial_period_days: must be from 1 to \(longestTrialDays).", param: "trial_period_days")
            }
            return days == 0 ? nil : now + .seconds(days * 86_400)
        }
        guard try parameters.text("trial_end") != "now", let end = try parameters.time("trial_end") else {
            return nil
        }
        try check(trialEnd: end, now: now)
        return end
    }

    static func check(trialEnd: Timestamp, now: Timestamp) throws(StripeFailure) {
        guard trialEnd > now else {
            throw .invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", param: "trial_end")
        }
        guard trialEnd <= now + .seconds(longestTrialDays * 86_400) else {
            throw .invalid(
                "Invalid timestamp: can be no more than two years in the future.", param: "trial_end")
        }
    }
}
