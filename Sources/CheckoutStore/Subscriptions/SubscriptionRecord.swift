package import Checkout

/// A subscription with what is kept beside its rules.
package struct SubscriptionRecord: Hashable, Sendable {
    package let organizationID: OrganizationID
    package let terms: SubscriptionTerms
    package var state: SubscriptionState
    /// The number of its rows in the timeline.
    package var lastSequence: Int

    package init(
        organizationID: OrganizationID, terms: SubscriptionTerms, state: SubscriptionState, lastSequence: Int = 0
    ) {
        self.organizationID = organizationID
        self.terms = terms
        self.state = state
        self.lastSequence = lastSequence
    }

    package var id: SubscriptionID { terms.id }
    package var machine: SubscriptionMachine { SubscriptionMachine(terms: terms, state: state) }

    /// What a checkout tells of it; `nil` for one that has not begun.
    package var summary: SubscriptionSummary? {
        guard let period = state.currentPeriod else { return nil }
        return SubscriptionSummary(
            id: id, customerID: terms.customerID, productID: state.plan.productID, priceID: state.plan.priceID,
            status: state.status, currentPeriodStart: period.lowerBound, currentPeriodEnd: period.upperBound,
            cancelAtPeriodEnd: state.cancelAtPeriodEnd, trialEnd: state.trialEnd)
    }
}
