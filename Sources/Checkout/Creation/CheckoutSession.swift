/// A checkout session as a store keeps it: what was ordered, and what has become of it.
package struct CheckoutSession: Hashable, Sendable {
    package let terms: SessionTerms
    package var state: SessionState

    package init(terms: SessionTerms, state: SessionState) {
        self.terms = terms
        self.state = state
    }

    package var machine: SessionMachine { SessionMachine(terms: terms.payment, state: state) }

    /// Open, and nobody has done anything with it.
    package func isUntouched(at time: Timestamp) -> Bool {
        state.version == 1 && state.status == .pending && state.attempt == nil && state.ending == nil
            && time < terms.expiresAt
    }
}

/// What an order is answered with when the same one may have been placed before.
package enum OrderAnswer: Hashable, Sendable {
    case createNew
    /// The same order's session, which nobody has touched: clients retry without keys.
    case existing
    /// The same order's intent is being made at this moment: wait for it, or take it up.
    case opening

    package static func to(sameOrderAs earlier: CheckoutSession?, at time: Timestamp) -> OrderAnswer {
        guard let earlier else { return .createNew }
        if earlier.state.isOpening, time < earlier.terms.expiresAt { return .opening }
        return earlier.isUntouched(at: time) ? .existing : .createNew
    }
}
