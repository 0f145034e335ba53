/// What the provider says about the intent, however it reached us. Each report is about one attempt or about none that
/// we can name; only "succeeded" and "canceled" are true whatever attempt they belong to.
extension SessionMachine {
    /// A provider's event, verified and stored. It may be late, doubled or out of order.
    package func providerEventReceived(_ report: IntentReport, at time: Timestamp) -> Transition {
        if let transition = settled(by: report, at: time) { return transition }
        guard let number = report.attempt, let attempt = state.attempt, number <= attempt.number else {
            return hinted(at: time)
        }
        return attemptReported(report, at: time)
    }

    /// The call to cancel was answered.
    package func cancelAnswered(_ report: IntentReport, at time: Timestamp) -> Transition {
        if let transition = settled(by: report, at: time) { return transition }
        guard report.status == .processing else {
            // Not canceled although nothing stands against it: the next check asks again.
            return noted(.cancelRefused, at: time)
        }
        var step = step(at: time)
        step.happened(.cancelRefused, attempt: state.attempt?.number)
        // The money is on its way. A merchant's wish is refused with that; an expiry waits for the outcome.
        if state.ending == .cancellation { step.state.ending = nil }
        if state.unresolvedAttempt == nil {
            step.adoptAttempt(as: .processing)
        } else if state.attempt?.outcome != .processing {
            step.continueAttempt(as: .processing)
        } else if step.state.checkAt == nil {
            step.scheduleCheck(isPatient: true)
        }
        return step.finish()
    }

    /// A report that names its attempt: it can move that attempt forward, and no other.
    func attemptReported(_ report: IntentReport, at time: Timestamp) -> Transition {
        if let transition = settled(by: report, at: time) { return transition }
        guard let attempt = state.unresolvedAttempt, attempt.number == report.attempt else {
            return noted(.reportIgnored, attempt: report.attempt, at: time)
        }
        var step = step(at: time)
        switch report.status {
        case .requiresAction(let action) where attempt.outcome.progress < AttemptOutcome.requiresAction.progress:
            step.requireAction(action)
        case .processing where attempt.outcome.progress < AttemptOutcome.processing.progress:
            step.process()
        case .requiresPaymentMethod(let decline?):
            step.decline(decline)
        case .requiresPaymentMethod(nil), .requiresConfirmation:
            // No outcome at all. Before one is known the provider has to be asked.
            guard attempt.outcome.progress <= AttemptOutcome.unknown.progress else { return hinted(at: time) }
            step.loseOutcome(requestIsOver: true)
        case .requiresAction, .processing, .succeeded, .canceled:
            return noted(.reportIgnored, attempt: attempt.number, at: time)
        }
        return step.finish()
    }

    /// What needs no attempt to be true, and what must not be believed at all.
    func settled(by report: IntentReport, at time: Timestamp) -> Transition? {
        // Nobody can have paid an intent that we have not handed out yet, and there is no id to compare with.
        if state.isOpening { return noted(.reportIgnored, at: time) }
        if let mismatch = terms.mismatch(of: report, intentID: state.intentID) {
            return parked(report, mismatch, at: time)
        }
        if report.status == .succeeded { return succeeded(report, at: time) }
        if report.status == .canceled { return intentCanceled(at: time) }
        // Nothing else can touch a session that has ended.
        return state.status.isTerminal ? noted(.reportIgnored, attempt: report.attempt, at: time) : nil
    }

    /// A sign that something happened, but not to which attempt: the provider is asked instead of believed.
    private func hinted(at time: Timestamp) -> Transition {
        // The call under way will tell.
        guard state.attempt?.outcome != .started, state.ending == nil else {
            return noted(.reportIgnored, at: time)
        }
        var step = step(at: time)
        step.happened(.lookUpRequested)
        step.lookUp()
        return step.finish()
    }

    private func parked(_ report: IntentReport, _ mismatch: ReportMismatch, at time: Timestamp) -> Transition {
        var step = step(at: time)
        step.park(report, mismatch)
        return step.finish()
    }
}

extension Step {
    mutating func park(_ report: IntentReport, _ mismatch: ReportMismatch) {
        review = .reportDoesNotMatch(mismatch, report)
        happened(.reportParked, attempt: report.attempt, detail: mismatch.rawValue)
    }

    mutating func requireAction(_ action: NextAction?) {
        continueAttempt(as: .requiresAction, nextAction: action)
        happened(.requiresAction, attempt: state.attempt?.number)
        if state.ending != nil { cancelIntent() }
    }

    mutating func process() {
        continueAttempt(as: .processing)
        happened(.paymentProcessing, attempt: state.attempt?.number)
    }

    /// The provider has a payment under way that nobody asked it for through us. It counts as an attempt, so that no
    /// other is started beside it.
    mutating func adoptAttempt(as outcome: AttemptOutcome, nextAction: NextAction? = nil) {
        let attempt = PaymentAttempt(
            number: (state.attempt?.number ?? 0) + 1, paymentMethod: nil, origin: .elsewhere, startedAt: at,
            outcome: outcome)
        state.attempt = attempt
        state.intentAwaitsConfirmation = false
        continueAttempt(as: outcome, nextAction: nextAction)
        attemptChanges = [.started(attempt)]
        happened(outcome == .processing ? .paymentProcessing : .requiresAction, attempt: attempt.number)
    }
}
