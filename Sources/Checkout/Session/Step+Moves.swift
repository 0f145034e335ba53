/// The moves that several inputs share.
extension Step {
    /// Everything that can be known of the payment is known.
    mutating func nothingIsOwed() {
        state.checkAt = nil
        state.checkCount = 0
    }

    /// Work is owed from now on; if nothing is heard, it is taken up again then.
    mutating func scheduleCheck(isPatient: Bool) {
        state.checkAt = at + CheckPace.delay(afterCheck: state.checkCount, isPatient: isPatient)
        state.checkCount += 1
    }

    /// Asks the provider how things stand. A change is the subscription's to ask about: what came of it stands here.
    mutating func lookUp() {
        if terms.changesSubscription { return lookUpChange() }
        let outcome = state.unresolvedAttempt?.outcome
        scheduleCheck(isPatient: outcome == .requiresAction || outcome == .processing)
        state.checkedAt = at
        effects.append(.lookUpIntent(LookUpTicket(state, askedAt: at)))
    }

    /// Asks the provider to end it. Nobody is told before the provider has agreed; where it holds nothing, there is nobody
    /// to ask.
    mutating func cancelIntent() {
        guard terms.needsIntent else { return endUnlessUnderWay() }
        scheduleCheck(isPatient: false)
        state.checkedAt = at
        effects.append(.cancelIntent)
    }

    mutating func resolveAttempt(as outcome: AttemptOutcome) {
        guard var attempt = state.attempt else { return }
        attempt.outcome = outcome
        state.attempt = attempt
        state.nextAction = nil
        state.checkCount = 0
        attemptChanges.append(.updated(attempt))
    }

    /// The attempt goes on, and so does our asking.
    mutating func continueAttempt(as outcome: AttemptOutcome, nextAction: NextAction? = nil) {
        resolveAttempt(as: outcome)
        state.nextAction = nextAction
        state.status = outcome == .requiresAction ? .pending : .processing
        state.failure = nil
        scheduleCheck(isPatient: outcome == .requiresAction || outcome == .processing)
    }

    mutating func end(as status: SessionStatus) {
        state.status = status
        state.endedAt = at
        state.ending = nil
        state.nextAction = nil
        state.intentAwaitsConfirmation = false
        nothingIsOwed()
    }
}
