/// The buyer says yes, and the provider answers.
extension SessionMachine {
    /// One of several confirms at once starts an attempt; the others are told which one to wait for.
    package func confirmRequested(
        paymentMethod: String?, returnURL: String? = nil, at time: Timestamp
    ) throws(ConfirmRefusal) -> Transition {
        try refuseConfirmIfOver(at: time)
        if let obstacle, state.unresolvedAttempt == nil { throw .cannotStart(obstacle) }
        if terms.changesSubscription { return changeStarted(at: time) }
        var step = step(at: time)
        guard terms.needsIntent else {
            step.complete(terms, paidBy: nil)
            return step.finish()
        }
        if let running = state.unresolvedAttempt {
            guard let paymentMethod, paymentMethod != running.paymentMethod else {
                throw .attemptInProgress(running.number)
            }
            // The bank's check is still open and the buyer prefers another card. Both attempts are on one intent, so
            // at most one of them can ever be paid.
            step.resolveAttempt(as: .superseded)
        }
        guard let paymentMethod else { throw .paymentMethodRequired }
        step.start(
            PaymentAttempt(
                number: (state.attempt?.number ?? 0) + 1, paymentMethod: paymentMethod, returnURL: returnURL,
                startedAt: time),
            of: terms)
        return step.finish()
    }

    /// The call for this attempt ended, well or badly.
    package func confirmAnswered(attempt number: Int, _ answer: ConfirmAnswer, at time: Timestamp) -> Transition {
        if case .reported(var report) = answer {
            report.attempt = number
            return answerReported(report, to: number, at: time)
        }
        guard let attempt = state.unresolvedAttempt, attempt.number == number else {
            return noted(.reportIgnored, attempt: number, at: time)
        }
        var step = step(at: time)
        switch answer {
        case .reported: break
        case .declined(let decline): step.decline(decline)
        case .notSent:
            // Only of a first call does this say anything: what is unknown was sent before.
            guard attempt.outcome == .started else { return noted(.reportIgnored, attempt: number, at: time) }
            step.giveUpAttempt()
        case .unknown(let requestIsOver):
            guard attempt.outcome.progress <= AttemptOutcome.unknown.progress else {
                return noted(.reportIgnored, attempt: number, at: time)
            }
            step.loseOutcome(requestIsOver: requestIsOver)
        }
        return step.finish()
    }

    private func answerReported(_ report: IntentReport, to number: Int, at time: Timestamp) -> Transition {
        guard
            let mismatch = terms.mismatch(of: report, intentID: state.intentID),
            let attempt = state.unresolvedAttempt, attempt.number == number,
            attempt.outcome.progress <= AttemptOutcome.unknown.progress
        else { return attemptReported(report, at: time) }
        // An answer that cannot be believed leaves its attempt as unknown as no answer would.
        var step = step(at: time)
        step.loseOutcome(requestIsOver: false)
        step.park(report, mismatch)
        return step.finish()
    }

    private func refuseConfirmIfOver(at time: Timestamp) throws(ConfirmRefusal) {
        if state.isOpening { throw .notOpen }
        switch state.status {
        case .completed: throw .completed
        case .expired: throw .expired
        case .canceled: throw .canceled
        case .pending, .processing, .failed: break
        }
        // Before the clock is looked at: whoever confirms twice gets the first one's result, however late.
        if let running = state.unresolvedAttempt, running.outcome != .requiresAction {
            throw .attemptInProgress(running.number)
        }
        if state.ending == .cancellation { throw .canceled }
        if state.ending == .expiry || time >= terms.expiresAt { throw .expired }
    }
}

extension Step {
    mutating func start(_ attempt: PaymentAttempt, of terms: PaymentTerms) {
        state.attempt = attempt
        state.status = .processing
        state.failure = nil
        state.intentAwaitsConfirmation = false
        state.checkCount = 0
        state.checkAt = at + CheckPace.callDeadline
        attemptChanges.append(.started(attempt))
        effects.append(
            terms.changesSubscription
                ? .changeSubscription(attempt: attempt.number) : attempt.confirmation(of: terms.sessionID))
        happened(.attemptStarted, attempt: attempt.number)
    }

    mutating func decline(_ decline: Decline) {
        guard let number = state.attempt?.number else { return }
        resolveAttempt(as: .declined)
        state.status = .failed
        state.failure = SessionFailure(decline, attempt: number)
        happened(.paymentFailed, attempt: number)
        carryOnAfterAttempt()
    }

    /// The attempt had no effect and will have none: the buyer may confirm again as if it had never been.
    mutating func giveUpAttempt() {
        resolveAttempt(as: .notProcessed)
        state.status = .pending
        happened(.attemptNotProcessed, attempt: state.attempt?.number)
        carryOnAfterAttempt()
    }

    mutating func loseOutcome(requestIsOver: Bool) {
        // Once finished with a key, the provider stays finished with it, whatever else is lost.
        if requestIsOver { state.attempt?.requestIsOver = true }
        // Lost once more under the same key: the pace goes on slowing down.
        let checkCount = state.attempt?.outcome == .unknown ? state.checkCount : 0
        continueAttempt(as: .unknown)
        state.checkCount = checkCount
        happened(.outcomeUnknown, attempt: state.attempt?.number)
        state.ending == nil ? lookUp() : cancelIntent()
    }

    /// An ending that waited for the attempt can go on now.
    mutating func carryOnAfterAttempt() {
        state.ending == nil ? nothingIsOwed() : cancelIntent()
    }
}

extension PaymentAttempt {
    /// The call that asks for this attempt: the same one however often it has to be repeated.
    func confirmation(of session: CheckoutSessionID) -> SessionEffect {
        .confirmIntent(
            attempt: number, key: .attempt(number, of: session), paymentMethod: paymentMethod, returnURL: returnURL)
    }
}
