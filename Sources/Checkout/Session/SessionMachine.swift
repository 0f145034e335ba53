/// The rules of a checkout session. Every way in ends here: a client's call, a provider's answer, its event, a look-up
/// and the passing of time are inputs named after what happened, and each answers with the transition it leads to.
///
/// Nothing here performs anything. The caller holds the session's lock, writes the transition, commits, and only then
/// performs its effects.
package struct SessionMachine: Sendable {
    package let terms: PaymentTerms
    package let state: SessionState
    /// What stands in the way of what the session is to start, when whoever asks has looked.
    package var obstacle: StartRefusal?

    package init(terms: PaymentTerms, state: SessionState) {
        self.terms = terms
        self.state = state
    }

    func step(at time: Timestamp) -> Step { Step(state, terms: terms, at: time) }

    /// Nothing is written, nothing is done.
    func unchanged(at time: Timestamp) -> Transition { step(at: time).finish() }

    /// A line in the timeline, and nothing else.
    func noted(
        _ kind: SessionEvent.Kind, attempt: Int? = nil, detail: String? = nil, at time: Timestamp
    ) -> Transition {
        var step = step(at: time)
        step.happened(kind, attempt: attempt, detail: detail)
        return step.finish()
    }
}
