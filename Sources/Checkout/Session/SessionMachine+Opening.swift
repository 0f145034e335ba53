/// From the order to the session that clients can see.
extension SessionMachine {
    /// A session that needs no intent is open at once. Any other is a hidden row first: the intent is made under a key
    /// that is already on disk, and only then does anybody learn of the session.
    package static func created(_ terms: PaymentTerms, at time: Timestamp) -> Transition {
        var step = Step(SessionState(createdAt: time), terms: terms, at: time)
        guard terms.needsIntent else {
            step.happened(.created)
            return step.finish(announcing: true)
        }
        step.requestIntent(of: terms)
        return step.finish()
    }

    /// The provider made the intent. From here on the session exists for everybody.
    package func intentCreated(_ intentID: String, at time: Timestamp) -> Transition {
        guard state.isOpening else { return intentCreatedAgain(intentID, at: time) }
        var step = step(at: time)
        step.state.intentID = intentID
        step.nothingIsOwed()
        step.happened(.created)
        return step.finish(announcing: true)
    }

    /// Somebody retries the order while its intent is still being made: the same intent is asked for again.
    package func creationRepeated(at time: Timestamp) -> Transition {
        guard state.isOpening else { return unchanged(at: time) }
        var step = step(at: time)
        step.requestIntent(of: terms)
        return step.finish()
    }

    /// The provider will not make such an intent: the session is given up before anybody saw it.
    package func intentRefused(reason: String, at time: Timestamp) -> Transition {
        guard state.isOpening else { return unchanged(at: time) }
        var step = step(at: time)
        step.end(as: .canceled)
        step.happened(.intentRefused, detail: reason)
        return step.finish()
    }

    private func intentCreatedAgain(_ intentID: String, at time: Timestamp) -> Transition {
        guard state.intentID != intentID, terms.needsIntent else { return unchanged(at: time) }
        var step = step(at: time)
        if state.intentID == nil {
            // Given up meanwhile. Nobody can pay an intent whose secret was never handed out, but tidy is better.
            step.state.intentID = intentID
            step.effects = [.cancelIntent]
        } else {
            step.review = .secondIntent(intentID)
            step.happened(.reportParked, detail: ReportMismatch.intent.rawValue)
        }
        return step.finish()
    }
}

extension Step {
    mutating func requestIntent(of terms: PaymentTerms) {
        scheduleCheck(isPatient: false)
        effects.append(.createIntent(key: .intent(of: terms.sessionID)))
    }
}
