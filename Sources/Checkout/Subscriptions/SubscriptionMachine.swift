/// The rules of a subscription. Every way in ends here: a paid session, a merchant's call, a provider's answer, its events,
/// a look-up and the passing of time are inputs named after what happened, and each answers with the transition it leads
/// to. Nothing here performs anything.
package struct SubscriptionMachine: Sendable {
    package let terms: SubscriptionTerms
    package let state: SubscriptionState
    /// Products that the customer has by other subscriptions, or is being changed to: a second one of either would not do.
    /// For the store to say, where something that takes a product is asked for.
    package var taken: [ProductID: SubscriptionID] = [:]

    package init(terms: SubscriptionTerms, state: SubscriptionState) {
        self.terms = terms
        self.state = state
    }

    func step(at time: Timestamp) -> SubscriptionStep { SubscriptionStep(state, terms, at: time) }

    /// Nothing is written, nothing is done.
    package func nothing(at time: Timestamp) -> SubscriptionTransition { unchanged(at: time) }

    /// What is to be asked for the call that is on record: for whoever takes it up without having been the one who recorded
    /// it.
    package func owedEffects(at time: Timestamp) -> [SubscriptionEffect] {
        state.owed.flatMap { step(at: time).effect(of: $0) }.map { [$0] } ?? []
    }

    func unchanged(at time: Timestamp) -> SubscriptionTransition { step(at: time).finish() }

    /// A line in the timeline, and nothing else.
    func noted(
        _ kind: SubscriptionEvent.Kind, detail: String? = nil, at time: Timestamp
    ) -> SubscriptionTransition {
        var step = step(at: time)
        step.happened(kind, detail: detail)
        return step.finish()
    }
}
