/// What a checkout changes a running subscription from, and what its buyer was shown to pay for that. Never changes after
/// the checkout was ordered: what it changes to is in the session's terms.
package struct PlanChange: Hashable, Sendable {
    /// What the amounts rest on. If the subscription is not this any more, they are wrong.
    package struct Basis: Hashable, Sendable {
        package let priceID: PriceID
        package let quantity: Int64
        package let periodStart: Timestamp?

        package init(priceID: PriceID, quantity: Int64, periodStart: Timestamp?) {
            self.priceID = priceID
            self.quantity = quantity
            self.periodStart = periodStart
        }

        package init(_ state: SubscriptionState) {
            self.init(
                priceID: state.plan.priceID, quantity: state.plan.quantity,
                periodStart: state.currentPeriod?.lowerBound)
        }
    }

    package let basis: Basis
    /// As of when the provider worked it out. The change itself counts from then, so that it costs what was shown.
    package let previewedAt: Timestamp
    package let proration: Proration
    /// What is paid at once.
    package let due: Money

    package init(basis: Basis, previewedAt: Timestamp, proration: Proration, due: Money) {
        self.basis = basis
        self.previewedAt = previewedAt
        self.proration = proration
        self.due = due
    }
}

/// What becomes of the rest of the period when a plan changes in the middle of it.
package struct Proration: Hashable, Sendable {
    /// For unused time at the old price. Not negative.
    package let credited: Money
    /// For that time at the new one.
    package let charged: Money
    /// Of both; negative when something is left over for bills to come.
    package let total: Money
    /// For the buyer, in a sentence.
    package let explanation: String

    package init(credited: Money, charged: Money, total: Money, explanation: String) {
        self.credited = credited
        self.charged = charged
        self.total = total
        self.explanation = explanation
    }
}
