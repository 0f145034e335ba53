/// The provider knows no such intent: our keys are of another account now, or its world is not the one it was.
///
/// That is no outcome, since the next key may be the right one: an attempt under way stays as it is. But it ends a session
/// that is to end, because nothing can be paid at a provider that knows of nothing; a person is told. What an event says
/// later all the same is treated like everything else that comes after the end.
extension SessionMachine {
    package func lookUpFoundNothing(for ticket: LookUpTicket, at time: Timestamp) -> Transition {
        guard !state.isOpening, !state.status.isTerminal, ticket.isCurrent(in: state) else {
            return noted(.reportIgnored, at: time)
        }
        return foundNothing(at: time)
    }

    package func cancelFoundNothing(at time: Timestamp) -> Transition {
        guard !state.isOpening, !state.status.isTerminal, state.ending != nil else {
            return noted(.reportIgnored, at: time)
        }
        return foundNothing(at: time)
    }

    private func foundNothing(at time: Timestamp) -> Transition {
        // The call under way will answer, or reach its deadline.
        if state.unresolvedAttempt?.outcome == .started { return noted(.reportIgnored, at: time) }
        var step = step(at: time)
        switch state.ending {
        case nil:
            step.happened(.intentNotFound, attempt: state.unresolvedAttempt?.number)
            step.askPatiently()
        case .expiry: step.endWithoutIntent(as: .expired)
        case .cancellation: step.endWithoutIntent(as: .canceled)
        }
        return step.finish()
    }
}

extension Step {
    /// While something is under way somebody has to ask, but not at the pace of news.
    fileprivate mutating func askPatiently() {
        guard state.unresolvedAttempt != nil else { return nothingIsOwed() }
        state.checkAt = at + CheckPace.unknownIntentInterval
    }

    fileprivate mutating func endWithoutIntent(as status: SessionStatus) {
        if state.unresolvedAttempt != nil { resolveAttempt(as: .canceled) }
        end(as: status)
        happened(status == .expired ? .expired : .canceled, detail: "the provider knows no such intent")
        review = .intentNotFound(state.intentID ?? "")
    }
}
