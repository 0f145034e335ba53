/// Paid, and nothing can be given for it: the money goes back, once, in the way of late money.
extension SessionMachine {
    /// What a completion becomes if what it was to start cannot start. `completion` is this machine's own transition, not
    /// written yet.
    package func unfulfilled(
        _ completion: Transition, because refusal: StartRefusal, at time: Timestamp
    ) -> Transition {
        guard completion.state.status == .completed, state.status != .completed else { return completion }
        var step = step(at: time)
        step.state = completion.state
        step.state.version = state.version
        step.state.updatedAt = state.updatedAt
        step.state.fulfilment.subscribedAt = nil
        step.state.fulfilment.entitledAt = nil
        step.attemptChanges = completion.attemptChanges
        step.review = completion.review
        step.payBack(terms, because: FailureCode(refusal))
        step.happened(
            completion.event?.kind ?? .completed, attempt: completion.state.paidAttempt,
            detail: "not started: \(FailureCode(refusal).rawValue)")
        return step.finish()
    }

    /// It was fulfilled here, and turned out to be impossible at the provider. Saying so twice is no change.
    package func fulfilmentFailed(at time: Timestamp) -> Transition {
        guard state.status == .completed, terms.mode == .standard, state.latePayment == nil else {
            return unchanged(at: time)
        }
        var step = step(at: time)
        step.payBack(terms, because: .notFulfilled)
        step.happened(.refundOwed, attempt: state.paidAttempt)
        return step.finish()
    }
}

extension Step {
    fileprivate mutating func payBack(_ terms: PaymentTerms, because code: FailureCode) {
        state.failure = SessionFailure(code, attempt: state.paidAttempt)
        // A trial or a free plan moved no money.
        guard terms.mode == .standard else { return }
        state.latePayment = LatePayment(receivedAt: state.latePayment?.receivedAt ?? at, resolution: .refundOwed)
        refund(terms)
    }
}

extension FailureCode {
    /// What the buyer is told.
    package init(_ refusal: StartRefusal) {
        switch refusal {
        case .alreadySubscribed: self = .alreadySubscribed
        case .trialUsed: self = .trialUsed
        case .notPayable, .notFound: self = .notFulfilled
        }
    }
}
