/// Cancel and expiry: first the provider has to agree, then it is announced.
extension SessionMachine {
    package func cancelRequested(at time: Timestamp) throws(CancelRefusal) -> Transition {
        if state.isOpening { throw .notOpen }
        switch state.status {
        case .completed: throw .completed
        case .expired: throw .expired
        case .canceled: return unchanged(at: time)
        case .pending, .processing, .failed: break
        }
        if let running = state.unresolvedAttempt, terms.changesSubscription || running.outcome.cannotBeStopped {
            throw .attemptInProgress(running.number)
        }
        if state.ending == .expiry || time >= terms.expiresAt { throw .expired }
        var step = step(at: time)
        step.happened(.cancelRequested)
        return begin(.cancellation, &step)
    }

    /// The time of a check or of the expiry has come, or a sweep thinks so. Takes up whatever the state still owes.
    package func timeCameDue(at time: Timestamp) -> Transition {
        if state.status.isTerminal { return refundCameDue(at: time) }
        if state.isOpening { return openingCameDue(at: time) }
        var step = step(at: time)
        if state.ending == nil, time >= terms.expiresAt {
            step.happened(.expiryClaimed)
            return begin(.expiry, &step)
        }
        guard let checkAt = state.checkAt, checkAt <= time else { return unchanged(at: time) }
        step.takeUpWork()
        return step.finish()
    }

    private func begin(_ reason: SessionState.Ending, _ step: inout Step) -> Transition {
        step.state.ending = reason
        step.state.checkCount = 0
        step.takeUpWork()
        return step.finish()
    }

    private func openingCameDue(at time: Timestamp) -> Transition {
        var step = step(at: time)
        if time >= min(terms.expiresAt, state.createdAt + CheckPace.openingWindow) {
            step.end(as: .expired)
            step.happened(.expired)
        } else if let checkAt = state.checkAt, checkAt <= time {
            step.requestIntent(of: terms)
        }
        return step.finish()
    }

    private func refundCameDue(at time: Timestamp) -> Transition {
        guard
            state.latePayment?.resolution == .refundOwed, let checkAt = state.checkAt, checkAt <= time
        else { return unchanged(at: time) }
        var step = step(at: time)
        step.refund(terms)
        return step.finish()
    }
}

extension AttemptOutcome {
    /// Whether the money may be on its way at this moment.
    fileprivate var cannotBeStopped: Bool { self == .started || self == .processing }
}

extension Step {
    /// The next thing to ask of the provider, for a session that is open.
    mutating func takeUpWork() {
        switch state.unresolvedAttempt?.outcome {
        case .started:
            callCameDue()
        case .processing:
            // The money is on its way: neither an expiry nor anybody else may stop it now.
            lookUp()
        default:
            state.ending == nil ? lookUp() : cancelIntent()
        }
    }

    /// A call that was being made when the process died, or that never answered.
    private mutating func callCameDue() {
        guard let attempt = state.attempt else { return }
        let deadline = attempt.sentAt + CheckPace.callDeadline
        guard at >= deadline else {
            state.checkAt = deadline
            return
        }
        loseOutcome(requestIsOver: false)
    }
}
