@testable import Checkout

/// What each happening does.
extension SimulatedSession {
    mutating func take(_ happening: Happening) {
        switch happening {
        case .execute(let call, let answerIsLost): execute(call, answerIsLost: answerIsLost)
        case .answer(let call, let answer): answered(call, answer)
        case .timeOut(let call): timedOut(call)
        case .webhook(let report): webhookArrived(report)
        case .sweep: sweep()
        case .confirm(let card): confirm(card)
        case .confirmInBrowser(let card):
            if state.version > 0 { _ = provider.confirm(card, key: nil) }
        case .decideAtBank(let approves):
            provider.buyerDecides(approves: approves, slowly: Int.random(in: 0..<4, using: &generator) == 0)
            scheduleBank()
        case .bankDecides(let pays): provider.bankDecides(pays: pays)
        case .buyerReturns: commit(machine.buyerReturned(at: timeline.now))
        case .readStatus: commit(machine.statusRead(at: timeline.now))
        case .cancel:
            if let transition = try? machine.cancelRequested(at: timeline.now) { commit(transition) }
        case .payAfterAll:
            guard Int.random(in: 0..<20, using: &generator) == 0 else { break }
            provider.payAfterAll()
            // After the end nobody asks any more: only the provider's word, repeated until it is heard, can tell.
            for report in provider.outbox { timeline.schedule(.webhook(report), after: seconds(0...60, &generator)) }
            provider.outbox = []
        }
    }

    private var machine: SessionMachine { fixture.machine(state) }

    /// One transaction: it succeeds, fails, or succeeds and says that it failed. `true` when the caller was told of
    /// success; only then are the effects performed.
    @discardableResult
    private mutating func commit(_ transition: Transition, claim: ModelInput.Claim = .none) -> Bool {
        findings += invariants.broken(by: transition, from: state, claim: claim)
        let isDenied = goesWrong()
        let isCommitted = !isDenied || Bool.random(using: &generator)
        if isCommitted {
            state = transition.state
            if let event = transition.event { events.append(event) }
            fulfilments += transition.effects.count { $0 == .fulfil }
            scheduleSweep()
        }
        guard !isDenied else { return false }
        // The process may die between the commit and the effects.
        if !goesWrong() { perform(transition.effects) }
        return true
    }

    mutating func perform(_ effects: [SessionEffect]) {
        for effect in effects where effect != .fulfil {
            // No connection, no request: that much is known at once.
            if case .confirmIntent(let number, _, _, _) = effect, goesWrong(), Bool.random(using: &generator) {
                commit(machine.confirmAnswered(attempt: number, .notSent, at: timeline.now))
                continue
            }
            let isSlow = goesWrong()
            let answerIsLost = goesWrong() || isSlow
            timeline.schedule(
                .execute(effect, answerIsLost: answerIsLost), after: seconds(0...(isSlow ? 110 : 1), &generator))
            if answerIsLost { timeline.schedule(.timeOut(effect), after: .seconds(30)) }
        }
    }

    /// The request reaches the provider, perhaps long after whoever sent it has given up.
    private mutating func execute(_ call: Call, answerIsLost: Bool) {
        if goesWrong() {
            // It failed there, and says so if anybody listens.
            if case .confirmIntent(_, let key, _, _) = call { provider.fail(key) }
            if case .createIntent = call { return }
            if !answerIsLost { timeline.schedule(.answer(call, .serverError), after: seconds(0...1, &generator)) }
            return
        }
        let answer = act(call)
        if provider.waitsForBuyer { scheduleBuyer() }
        scheduleBank()
        if !answerIsLost { timeline.schedule(.answer(call, answer), after: seconds(0...2, &generator)) }
    }

    private mutating func act(_ call: Call) -> ProviderAnswer {
        switch call {
        case .createIntent(let key): return provider.once(key) { $0.createIntent() }
        case .confirmIntent(_, let key, let method, _):
            let card = SimulatedProvider.Card(rawValue: method ?? "") ?? .pays
            return provider.once(key) { $0.confirm(card, key: key) }
        case .cancelIntent: return provider.cancel()
        case .lookUpIntent: return .report(provider.report(isBound: Bool.random(using: &generator)))
        case .refund(let key, _, _): return provider.once(key) { $0.refund() }
        case .fulfil, .changeSubscription, .lookUpChange: return .serverError
        }
    }

    private mutating func answered(_ call: Call, _ answer: ProviderAnswer) {
        let now = timeline.now
        switch (call, answer) {
        case (.createIntent, .intentID(let id)): commit(machine.intentCreated(id, at: now))
        case (.confirmIntent(let number, _, _, _), .report(let report)):
            commit(machine.confirmAnswered(attempt: number, .reported(report), at: now), claim: claim(report))
        case (.confirmIntent(let number, _, _, _), .serverError):
            commit(machine.confirmAnswered(attempt: number, .unknown(requestIsOver: true), at: now))
        case (.cancelIntent, .report(let report)):
            commit(machine.cancelAnswered(report, at: now), claim: claim(report))
        case (.lookUpIntent(let ticket), .report(let report)):
            commit(machine.lookUpAnswered(report, to: ticket, at: now), claim: claim(report))
        case (.refund, .refunded): commit(machine.refundAnswered(.accepted, at: now))
        default: break
        }
    }

    private mutating func timedOut(_ call: Call) {
        guard case .confirmIntent(let number, _, _, _) = call else { return }
        commit(machine.confirmAnswered(attempt: number, .unknown(requestIsOver: false), at: timeline.now))
    }

    /// Without our 2xx it comes again.
    private mutating func webhookArrived(_ report: IntentReport) {
        let transition = machine.providerEventReceived(report, at: timeline.now)
        if !commit(transition, claim: claim(report)) {
            timeline.schedule(.webhook(report), after: seconds(1...120, &generator))
        }
    }

    private mutating func sweep() {
        guard timeline.now == nextSweep else { return }
        nextSweep = nil
        commit(machine.timeCameDue(at: timeline.now))
        // Whether or not it worked, the next one comes.
        scheduleSweep()
    }

    private mutating func confirm(_ card: SimulatedProvider.Card) {
        guard
            let transition = try? machine.confirmRequested(paymentMethod: card.rawValue, at: timeline.now)
        else { return }
        commit(transition)
    }

    /// The buyer approves, refuses, or walks away.
    private mutating func scheduleBuyer() {
        guard Int.random(in: 0..<4, using: &generator) > 0 else { return }
        let delay = seconds(1...120, &generator)
        timeline.schedule(.decideAtBank(approves: Int.random(in: 0..<3, using: &generator) > 0), after: delay)
        timeline.schedule(.buyerReturns, after: delay + seconds(0...3, &generator))
    }

    private mutating func scheduleBank() {
        guard provider.isProcessing else { return }
        let pays = Int.random(in: 0..<3, using: &generator) > 0
        timeline.schedule(.bankDecides(pays: pays), after: seconds(1...7200, &generator))
    }

    private func claim(_ report: IntentReport) -> ModelInput.Claim {
        guard fixture.terms.mismatch(of: report, intentID: state.intentID) == nil else { return .stray }
        return ModelInput.Claim(report.status)
    }
}
