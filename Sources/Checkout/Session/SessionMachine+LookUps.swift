/// Asking the provider how things stand, and what its answer means. A look-up is the present truth about the intent, but
/// only as long as nothing has happened here since it was asked: the ticket tells.
extension SessionMachine {
    /// For a look-up that is asked for without being owed.
    package func ticket(at time: Timestamp) -> LookUpTicket { LookUpTicket(state, askedAt: time) }

    /// Whether a look-up's answer would change anything. Of a session that has ended only a payment would.
    package func isNews(_ report: IntentReport, askedAt: Timestamp, at time: Timestamp) -> Bool {
        if state.status.isTerminal, report.status != .succeeded { return false }
        let transition = lookUpAnswered(report, to: ticket(at: askedAt), at: time)
        let isNoted = transition.event.map { $0.kind != .reportIgnored } ?? false
        return isNoted || !transition.effects.isEmpty || transition.review != nil
    }

    /// Nothing is written, nothing is done.
    package func nothing(at time: Timestamp) -> Transition { unchanged(at: time) }

    /// The buyer came back from the bank.
    package func buyerReturned(at time: Timestamp) -> Transition {
        lookUpRequested(atLeast: CheckPace.returnInterval, at: time)
    }

    /// Somebody reads the status of a session that has not moved for a while.
    package func statusRead(at time: Timestamp) -> Transition {
        let isUnderWay = state.unresolvedAttempt != nil
        guard
            Self.mayBeLookedUp(
                state.status, hasIntent: state.intentID != nil, isUnderWay: isUnderWay, updatedAt: state.updatedAt,
                checkedAt: state.checkedAt, at: time)
        else { return unchanged(at: time) }
        return lookUpRequested(atLeast: Self.readInterval(isUnderWay: isUnderWay), at: time)
    }

    /// Whether `statusRead` may come to anything, told from what is cheap to know: asking it costs a transaction, and
    /// every poll reads. `isUnderWay` when an attempt is unresolved.
    package static func mayBeLookedUp(
        _ status: SessionStatus, hasIntent: Bool, isUnderWay: Bool, updatedAt: Timestamp, checkedAt: Timestamp?,
        at time: Timestamp
    ) -> Bool {
        guard hasIntent, !status.isTerminal else { return false }
        let interval = readInterval(isUnderWay: isUnderWay)
        return time >= updatedAt + interval && checkedAt.map { time >= $0 + interval } ?? true
    }

    private static func readInterval(isUnderWay: Bool) -> Duration {
        isUnderWay ? CheckPace.readInterval : CheckPace.idleReadInterval
    }

    package func lookUpAnswered(_ report: IntentReport, to ticket: LookUpTicket, at time: Timestamp) -> Transition {
        if let transition = settled(by: report, at: time) { return transition }
        guard ticket.isCurrent(in: state) else { return noted(.reportIgnored, at: time) }
        guard let attempt = state.unresolvedAttempt else { return lookedUpIdle(report, at: time) }
        switch attempt.outcome {
        case .started:
            // Whatever was seen, the call under way may change it. It will answer, or reach its deadline.
            return noted(.reportIgnored, at: time)
        case .unknown:
            return lookedUpUnknown(attempt, report, askedAt: ticket.askedAt, at: time)
        case .requiresAction, .processing:
            return lookedUpAcknowledged(attempt, report, at: time)
        case .succeeded, .declined, .notProcessed, .superseded, .canceled:
            return unchanged(at: time)
        }
    }

    /// Nothing of ours is under way: what the provider has under way was confirmed elsewhere.
    private func lookedUpIdle(_ report: IntentReport, at time: Timestamp) -> Transition {
        var step = step(at: time)
        if state.ending == nil { step.nothingIsOwed() }
        switch report.status {
        case .processing: step.adoptAttempt(as: .processing)
        case .requiresAction(let action): step.adoptAttempt(as: .requiresAction, nextAction: action)
        case .requiresConfirmation, .requiresPaymentMethod:
            let awaits = report.status == .requiresConfirmation
            guard state.intentAwaitsConfirmation != awaits else { break }
            step.state.intentAwaitsConfirmation = awaits
            step.happened(.intentAwaitsConfirmation)
        case .succeeded, .canceled: break
        }
        return step.finish()
    }

    /// The provider had acknowledged the attempt, so what it says now is about that attempt.
    private func lookedUpAcknowledged(
        _ attempt: PaymentAttempt, _ report: IntentReport, at time: Timestamp
    ) -> Transition {
        var step = step(at: time)
        switch report.status {
        case .requiresAction(let action):
            // A fresh link is worth having; the same one is no news.
            guard attempt.outcome != .requiresAction || action != state.nextAction else { break }
            step.requireAction(action)
        case .processing:
            if attempt.outcome != .processing { step.process() }
        case .requiresPaymentMethod(let decline):
            // A check that was refused or left alone ends without a reason of its own.
            step.decline(decline ?? Decline.unexplained(whileAuthenticating: attempt.outcome == .requiresAction))
        case .requiresConfirmation:
            step.giveUpAttempt()
        case .succeeded, .canceled: break
        }
        return step.finish()
    }

    /// The answer to our call was lost. Did it arrive? Unless the report names the attempt, silence proves nothing as
    /// long as a request may be under way; sending the same request under the same key is what settles it.
    private func lookedUpUnknown(
        _ attempt: PaymentAttempt, _ report: IntentReport, askedAt: Timestamp, at time: Timestamp
    ) -> Transition {
        if report.attempt == attempt.number, report.status.tellsOutcome { return attemptReported(report, at: time) }
        var step = step(at: time)
        let isSettled = attempt.requestIsOver || askedAt >= attempt.sentAt + CheckPace.settledAfter
        switch report.status {
        case .processing:
            step.process()
        case .requiresAction(let action) where isSettled:
            step.requireAction(action)
        case .requiresPaymentMethod where isSettled, .requiresConfirmation where isSettled:
            step.giveUpAttempt()
        case .requiresAction, .requiresPaymentMethod, .requiresConfirmation:
            guard state.ending == nil, time < attempt.startedAt + CheckPace.repeatWindow else { break }
            step.repeatAttempt(attempt, of: terms)
        case .succeeded, .canceled: break
        }
        return step.finish()
    }

    private func lookUpRequested(atLeast interval: Duration, at time: Timestamp) -> Transition {
        guard
            state.version > 0, !state.status.isTerminal, state.intentID != nil, state.ending == nil,
            state.attempt?.outcome != .started, state.checkedAt.map({ time >= $0 + interval }) ?? true
        else { return unchanged(at: time) }
        var step = step(at: time)
        step.happened(.lookUpRequested, attempt: state.unresolvedAttempt?.number)
        step.lookUp()
        return step.finish()
    }
}

extension Step {
    mutating func repeatAttempt(_ attempt: PaymentAttempt, of terms: PaymentTerms) {
        var attempt = attempt
        attempt.sentAt = at
        state.attempt = attempt
        attemptChanges.append(.updated(attempt))
        effects.append(attempt.confirmation(of: terms.sessionID))
        happened(.attemptRepeated, attempt: attempt.number)
    }
}

extension IntentStatus {
    /// Whether it says how the attempt went that the report names.
    fileprivate var tellsOutcome: Bool {
        switch self {
        case .requiresAction, .processing, .requiresPaymentMethod(.some), .succeeded, .canceled: true
        case .requiresPaymentMethod(nil), .requiresConfirmation: false
        }
    }
}
