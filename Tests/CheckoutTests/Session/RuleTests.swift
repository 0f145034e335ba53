import Testing

@testable import Checkout

/// The rules of a checkout session, one by one.
@Suite("Rules")
struct RuleTests {
    private let declined = IntentStatus.requiresPaymentMethod(Decline(declineCode: "generic_decline"))

    @Test("1: intent before money")
    func intentBeforeMoney() throws {
        let fixture = SessionFixture()
        let created = SessionMachine.created(fixture.terms, at: SessionFixture.start)
        #expect(created.state.version == 0)
        #expect(created.changesState)
        #expect(created.effects == [.createIntent(key: .intent(of: fixture.terms.sessionID))])

        var session = DrivenSession(fixture)
        let started = try session.confirm("pm_a")
        let attempt = try #require(session.state.attempt)
        #expect(started.attemptChanges == [.started(attempt)])
        #expect(
            started.effects == [
                .confirmIntent(
                    attempt: 1, key: .attempt(1, of: fixture.terms.sessionID), paymentMethod: "pm_a", returnURL: nil)
            ])
    }

    @Test("1: an unknown outcome is looked up, and sent again only under its own key")
    func unknownOutcome() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        let ticket = LookUpTicket(session.loseAnswer().state, askedAt: session.now)
        #expect(session.state.attempt?.outcome == .unknown)
        #expect(session.last?.effects == [.lookUpIntent(ticket)])
        #expect(throws: ConfirmRefusal.attemptInProgress(1)) { try session.confirm("pm_b") }

        session.after(.seconds(1))
        session.lookUp(.requiresPaymentMethod(nil), ticket: ticket)
        let key = ProviderKey.attempt(1, of: session.fixture.terms.sessionID)
        #expect(
            session.last?.effects == [
                .confirmIntent(attempt: 1, key: key, paymentMethod: "pm_a", returnURL: nil)
            ])
        session.answer(.succeeded)
        #expect(session.state.status == .completed)
        #expect(session.state.paidAttempt == 1)
    }

    @Test("1: an attempt that provably never took effect frees the session")
    func unknownOutcomeThatCameToNothing() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.loseAnswer(requestIsOver: true)
        session.lookUp(.requiresPaymentMethod(nil))
        #expect(session.state.status == .pending)
        #expect(session.state.attempt?.outcome == .notProcessed)
        try session.confirm("pm_a")
        #expect(session.state.attempt?.number == 2)
    }

    @Test("1: a repetition that could not be sent says nothing of the first call")
    func repetitionNotSent() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.loseAnswer()
        session.lookUp(.requiresPaymentMethod(nil))
        let unknown = session.state
        session.take(session.machine.confirmAnswered(attempt: 1, .notSent, at: session.now))
        #expect(session.state == unknown)
        session.event(.requiresAction(SessionFixture.bank), attempt: 1)
        let waiting = session.state
        session.take(session.machine.confirmAnswered(attempt: 1, .notSent, at: session.now))
        #expect(session.state == waiting)
    }

    @Test("1: nobody is charged minutes later for a click that was lost")
    func lostClicksAreNotRepeatedForEver() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.after(CheckPace.callDeadline)
        session.due()
        session.after(CheckPace.repeatWindow)
        session.due()
        session.lookUp(.requiresPaymentMethod(nil))
        #expect(session.last?.effects == [])
        #expect(session.state.attempt?.outcome == .notProcessed)
    }

    @Test("1: a look-up from before the last news proves nothing")
    func oldLookUps() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.loseAnswer()
        let ticket = LookUpTicket(session.state, askedAt: session.now)
        session.event(.requiresAction(SessionFixture.bank), attempt: 1)
        session.lookUp(.requiresPaymentMethod(Decline()), ticket: ticket)
        #expect(session.state.attempt?.outcome == .requiresAction)
        // Success needs no ticket.
        session.lookUp(.succeeded, ticket: ticket)
        #expect(session.state.status == .completed)
    }

    @Test("2: one way in: whoever tells of the payment, the state is the same")
    func oneWayIn() throws {
        var start = DrivenSession()
        try start.confirm()
        start.loseAnswer()
        start.after(.seconds(5))
        var ends: Set<SessionState> = []
        var byEvent = start
        byEvent.event(.succeeded, attempt: 1)
        ends.insert(byEvent.state)
        var byLookUp = start
        byLookUp.lookUp(.succeeded)
        ends.insert(byLookUp.state)
        var byAnswer = start
        byAnswer.answer(.succeeded)
        ends.insert(byAnswer.state)
        var byCancel = start
        byCancel.cancelAnswer(.succeeded)
        ends.insert(byCancel.state)
        #expect(ends.count == 1)
        #expect(ends.first?.status == .completed)
    }

    @Test("3: paid is absorbing", arguments: ModelInput.all)
    func paidIsAbsorbing(input: ModelInput) throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(.succeeded)
        let version = session.state.version
        for time in [session.now, SessionFixture.expiry, SessionFixture.expiry + .seconds(86_400)] {
            guard let transition = input.apply(session.machine, session.fixture, time) else { continue }
            #expect(transition.state.status == .completed)
            #expect(transition.effects == [])
            #expect(transition.state.version == version || input.name == "merchant notified")
        }
    }

    @Test("3: a failure belongs to the attempt it names")
    func failuresBelongToAttempts() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.answer(declined)
        try session.confirm("pm_b")
        let before = session.state
        session.event(declined, attempt: 1)
        #expect(session.state == before)
        #expect(session.last?.event?.kind == .reportIgnored)
    }

    @Test("4: amounts must match", arguments: ReportMismatch.allCases)
    func amountsMustMatch(mismatch: ReportMismatch) throws {
        var session = DrivenSession()
        try session.confirm()
        let stray = session.fixture.strayReport(mismatch, attempt: 1)
        let before = session.state
        session.take(session.machine.providerEventReceived(stray, at: session.now))
        #expect(session.last?.review == .reportDoesNotMatch(mismatch, stray))
        #expect(session.state == before)
        // In an answer it leaves the attempt's outcome unknown.
        session.take(session.machine.confirmAnswered(attempt: 1, .reported(stray), at: session.now))
        #expect(session.state.attempt?.outcome == .unknown)
        #expect(session.last?.review == .reportDoesNotMatch(mismatch, stray))
        let ticket = LookUpTicket(session.state, askedAt: session.now)
        session.take(session.machine.lookUpAnswered(stray, to: ticket, at: session.now))
        session.take(session.machine.cancelAnswered(stray, at: session.now))
        #expect(session.state.status == .processing)
        // The truth still gets through.
        session.event(.succeeded, attempt: 1)
        #expect(session.state.status == .completed)
    }

    @Test("6: an untouched open session is returned to the same order", arguments: [0, 3_599_999, 3_600_000])
    func sameOrder(milliseconds: Int) throws {
        let order = CheckoutOrder(.amount(SessionFixture.usd(1999)))
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: 1)), merchant: MerchantTerms(livemode: false),
            at: SessionFixture.start)
        let created = SessionMachine.created(terms.payment, at: SessionFixture.start)
        var session = CheckoutSession(terms: terms, state: created.state)
        let now = SessionFixture.start + .milliseconds(milliseconds)
        let isOpen = milliseconds < 3_600_000
        #expect(OrderAnswer.to(sameOrderAs: nil, at: now) == .createNew)
        #expect(OrderAnswer.to(sameOrderAs: session, at: now) == (isOpen ? .opening : .createNew))
        session.state = session.machine.intentCreated("pi_1", at: SessionFixture.start).state
        #expect(OrderAnswer.to(sameOrderAs: session, at: now) == (isOpen ? .existing : .createNew))
        session.state = try session.machine.confirmRequested(paymentMethod: "pm", at: SessionFixture.start).state
        #expect(OrderAnswer.to(sameOrderAs: session, at: now) == .createNew)
    }

    @Test("7: what a payment buys is in the same change as the payment")
    func fulfilment() throws {
        var fixture = SessionFixture()
        fixture.terms = PaymentTerms(
            sessionID: fixture.terms.sessionID, mode: .standard, due: fixture.terms.due,
            accountID: fixture.terms.accountID, livemode: false, expiresAt: SessionFixture.expiry,
            startsSubscription: true, grantsEntitlements: true)
        var session = DrivenSession(fixture)
        try session.confirm()
        session.after(.seconds(2))
        session.answer(.succeeded)
        #expect(session.last?.effects == [.fulfil])
        let fulfilment = session.state.fulfilment
        #expect(Set([fulfilment.paidAt, fulfilment.subscribedAt, fulfilment.entitledAt]) == [session.now])
        #expect(fulfilment.merchantNotifiedAt == nil)
        session.after(.seconds(1))
        session.take(session.machine.fulfilled(.merchantNotified, at: session.now))
        #expect(session.state.fulfilment.merchantNotifiedAt == session.now)
        let version = session.state.version
        session.take(session.machine.fulfilled(.merchantNotified, at: session.now))
        #expect(session.state.version == version)
    }

    @Test("8: versions start at 1 and leave no gap")
    func versions() throws {
        var session = DrivenSession()
        #expect(session.state.version == 1)
        try session.confirm()
        session.answer(declined)
        session.event(declined, attempt: 1)
        try session.confirm()
        session.loseAnswer()
        session.event(.requiresAction(SessionFixture.bank), attempt: 2)
        session.event(.requiresAction(SessionFixture.bank), attempt: 2)
        session.event(.succeeded)
        #expect(session.events.filter(\.isVisible).map(\.version) == [2, 3, 4, 5, 6])
        #expect(
            session.events.filter(\.isVisible).map(\.kind) == [
                .attemptStarted, .paymentFailed, .attemptStarted, .requiresAction, .completed,
            ])
        #expect(session.state.version == 6)
    }
}
