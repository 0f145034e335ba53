/// A checkout that changes a subscription. Its attempts are calls to the subscription's provider: each is put on record here
/// and there in one transaction, made once by the subscription, and what came of it is told here. Nothing of it stands at
/// the provider under the session's own name.
extension SessionMachine {
    /// The buyer says yes. In the same transaction the subscription is asked for it, and may refuse.
    func changeStarted(at time: Timestamp) -> Transition {
        var step = step(at: time)
        step.start(
            PaymentAttempt(number: (state.attempt?.number ?? 0) + 1, paymentMethod: nil, startedAt: time), of: terms)
        return step.finish()
    }

    /// What `confirmRequested` becomes when no provider had to be asked: the subscription has the plan already, or none
    /// bills it.
    package func changedAtOnce(at time: Timestamp) -> Transition {
        guard terms.changesSubscription, !state.status.isTerminal, state.unresolvedAttempt == nil else {
            return unchanged(at: time)
        }
        var step = step(at: time)
        step.complete(terms, paidBy: nil)
        return step.finish()
    }

    /// The subscription has been changed by this attempt, or will never be. Saying so twice is no change.
    package func changeEnded(attempt number: Int, _ end: ChangeEnd, at time: Timestamp) -> Transition {
        guard terms.changesSubscription, state.unresolvedAttempt?.number == number else { return unchanged(at: time) }
        var step = step(at: time)
        switch end {
        case .done: step.complete(terms, paidBy: number)
        case .refused(let decline): step.decline(decline)
        case .notDone: step.giveUpAttempt()
        }
        return step.finish()
    }

    /// There was no answer, or none that tells: the subscription finds it out, however long that takes.
    package func changeUnanswered(attempt number: Int, at time: Timestamp) -> Transition {
        guard state.unresolvedAttempt?.number == number, state.attempt?.outcome == .started else {
            return unchanged(at: time)
        }
        var step = step(at: time)
        step.continueAttempt(as: .unknown)
        step.happened(.outcomeUnknown, attempt: number)
        return step.finish()
    }
}

/// What became of a change that a checkout asked for.
package enum ChangeEnd: Hashable, Sendable {
    case done
    /// The provider will not make it: the payment method cannot pay for it, most of the time.
    case refused(Decline)
    /// It was never made, and never will be.
    case notDone
}

extension Step {
    /// Told as soon as it is known; this is for when that got lost.
    mutating func lookUpChange() {
        scheduleCheck(isPatient: true)
        state.checkedAt = at
        if let number = state.unresolvedAttempt?.number { effects.append(.lookUpChange(attempt: number)) }
    }

    /// What is under way cannot be called off, and ends it, or not.
    mutating func endUnlessUnderWay() {
        guard state.unresolvedAttempt == nil else { return lookUp() }
        let isExpiry = state.ending == .expiry
        end(as: isExpiry ? .expired : .canceled)
        happened(isExpiry ? .expired : .canceled)
    }
}
