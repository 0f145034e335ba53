import Testing

@testable import Checkout

/// What went wrong elsewhere, and does not here. Each names the trouble; the systems it was found in had it for real.
@Suite("Lessons")
struct LessonTests {
    private let declined = IntentStatus.requiresPaymentMethod(Decline())
    private let action = IntentStatus.requiresAction(SessionFixture.bank)

    @Test("1: without any webhook the customer who paid is a customer")
    func noWebhookAtAll() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(.processing)
        // No second checkout beside the unresolved one, and the check finds the payment.
        #expect(throws: ConfirmRefusal.attemptInProgress(1)) { try session.confirm("pm_b") }
        session.now = try #require(session.state.checkAt)
        session.due()
        session.lookUp(.succeeded)
        #expect(session.state.status == .completed)
    }

    @Test("2: the buyer who comes back before the webhook sees the truth")
    func returnBeforeWebhook() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(action)
        session.after(.seconds(30))
        session.take(session.machine.buyerReturned(at: session.now))
        #expect(session.last?.effects == [.lookUpIntent(LookUpTicket(session.state, askedAt: session.now))])
        session.lookUp(.succeeded)
        #expect(session.state.status == .completed)
    }

    @Test("2: a status read asks the provider, at a bounded pace")
    func statusReadsAskTheProvider() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(.processing)
        var asked = 0
        for _ in 0..<600 {
            session.after(.milliseconds(100))
            if !session.take(session.machine.statusRead(at: session.now)).effects.isEmpty { asked += 1 }
        }
        #expect(asked == 6)
    }

    @Test("3: whoever subscribes late sees the same state and version")
    func snapshotIsTheState() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(.succeeded)
        #expect(session.state.version == session.events.last { $0.isVisible }?.version)
    }

    @Test("4: an old failure does not reopen what a new attempt is paying")
    func staleFailure() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.answer(declined)
        try session.confirm("pm_b")
        session.event(declined, attempt: 1)
        #expect(session.state.status == .processing)
        session.event(.succeeded, attempt: 2)
        #expect(session.state.status == .completed)
        session.event(declined, attempt: 1)
        session.event(declined)
        #expect(session.state.status == .completed)
    }

    @Test("4: a failure that names no attempt is looked into, not believed")
    func unboundFailure() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(action)
        session.event(declined)
        #expect(session.state.attempt?.outcome == .requiresAction)
        #expect(session.last?.effects == [.lookUpIntent(LookUpTicket(session.state, askedAt: session.now))])
        session.lookUp(declined)
        #expect(session.state.status == .failed)
    }

    @Test("5: no word can be misread as paid")
    func namesAreUnmistakable() throws {
        #expect(
            SessionStatus.allCases.map(\.rawValue) == [
                "pending", "processing", "completed", "failed", "expired", "canceled",
            ])
        #expect(
            PaymentStatus.allCases.map(\.rawValue) == [
                "requires_payment_method", "requires_confirmation", "requires_action", "processing", "succeeded",
                "canceled", "no_payment_required",
            ])
        var session = DrivenSession()
        try session.confirm()
        session.answer(declined)
        #expect(session.last?.event?.kind.rawValue == "payment_failed")
        #expect(session.state.status == .failed)
    }

    @Test("10: the sweep asks the provider before it ends anything")
    func sweepAsksFirst() throws {
        var session = DrivenSession()
        session.now = SessionFixture.expiry
        session.due()
        #expect(session.state.status == .pending)
        session.event(.succeeded)
        session.cancelAnswer(.canceled)
        #expect(session.state.status == .completed)
    }

    @Test("11: a timeout after the provider acted charges nobody twice")
    func timeoutAfterActing() throws {
        var session = DrivenSession()
        try session.confirm()
        session.loseAnswer()
        let ticket = LookUpTicket(session.state, askedAt: session.now)
        #expect(throws: ConfirmRefusal.attemptInProgress(1)) { try session.confirm() }
        session.lookUp(.succeeded, ticket: ticket)
        #expect(session.state.status == .completed)
    }

    @Test("11: event and answer use the same key")
    func keysNameTheirAttempt() {
        let id = SessionFixture().terms.sessionID
        let other = CheckoutSessionID(UniqueID(bits: 7))
        #expect(ProviderKey.attemptNumber(in: ProviderKey.attempt(12, of: id).text, of: id) == 12)
        for key in [ProviderKey.attempt(12, of: other), .intent(of: id), .refund(of: id)] {
            #expect(ProviderKey.attemptNumber(in: key.text, of: id) == nil)
        }
        for text in [
            "", "till-\(id)-attempt-", "till-\(id)-attempt-0", "till-\(id)-attempt-01", "till-\(id)-attempt--1",
        ] {
            #expect(ProviderKey.attemptNumber(in: text, of: id) == nil)
        }
    }

    @Test("12: at most one attempt is unresolved")
    func oneUnresolvedAttempt() throws {
        for outcome in AttemptOutcome.allCases where outcome.isUnresolved && outcome != .requiresAction {
            var session = DrivenSession()
            try session.confirm("pm_a")
            session.state.attempt?.outcome = outcome
            #expect(throws: ConfirmRefusal.attemptInProgress(1)) { try session.confirm("pm_b") }
        }
    }

    @Test("13: webhook and browser together are one completion")
    func webhookAndBrowserTogether() throws {
        var session = DrivenSession()
        try session.confirm()
        session.event(.succeeded, attempt: 1)
        let completed = session.state
        session.answer(.succeeded)
        #expect(session.state == completed)
        #expect(session.last?.effects == [])
        #expect(session.events.count { $0.kind == .completed } == 1)
    }

    @Test("14: processing completes nothing")
    func processingCompletesNothing() throws {
        var session = DrivenSession()
        try session.confirm()
        session.event(.processing, attempt: 1)
        #expect(session.state.status == .processing)
        #expect(session.last?.effects == [])
        #expect(session.state.fulfilment == Fulfilment())
    }

    @Test("17: a poll cannot revive what has ended")
    func pollsRespectTheEnd() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(action)
        let ticket = LookUpTicket(session.state, askedAt: session.now)
        try session.cancel()
        session.cancelAnswer(.canceled)
        let ended = session.state
        session.lookUp(action, ticket: ticket)
        session.lookUp(.processing)
        #expect(session.state == ended)
    }

    @Test("18: the bank's check can be taken up again, refused, and given up for another card")
    func bankCheck() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(action)
        #expect(session.paymentStatus == .requiresAction)
        #expect(session.state.status == .pending)
        #expect(session.state.nextAction?.redirectURL == SessionFixture.bank.redirectURL)
        // The tab was closed: the check finds that the buyer's bank said no, without a reason.
        session.now = try #require(session.state.checkAt)
        session.due()
        session.lookUp(.requiresPaymentMethod(nil))
        #expect(session.state.failure?.code == .authenticationFailed)
        try session.confirm("pm_b")
        #expect(session.state.failure == nil)
    }

    @Test("18: a link that has changed is shown, the same one is no news")
    func freshLink() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(action)
        let version = session.state.version
        session.lookUp(action)
        #expect(session.state.version == version)
        session.lookUp(.requiresAction(NextAction(redirectURL: "https://bank.example/other")))
        #expect(session.state.version == version + 1)
    }

    @Test("19: canceled by the provider is an end; each attempt has its key")
    func canceledByProvider() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(action)
        session.event(.canceled)
        #expect(session.state.status == .canceled)
        #expect(session.state.checkAt == nil)
        let id = session.fixture.terms.sessionID
        #expect(ProviderKey.attempt(1, of: id) != .attempt(2, of: id))
    }

    @Test("20: unknown is a state, and somebody keeps asking")
    func unknownIsKept() throws {
        var session = DrivenSession()
        try session.confirm()
        // The process died during the call.
        session.after(CheckPace.callDeadline - .milliseconds(1))
        #expect(session.due().changesState == false)
        session.after(.milliseconds(1))
        session.due()
        #expect(session.state.attempt?.outcome == .unknown)
        for _ in 0..<5 {
            let checkAt = try #require(session.state.checkAt)
            #expect(checkAt <= session.now + .seconds(30))
            session.now = checkAt
            #expect(session.due().effects.isEmpty == false)
        }
    }

    @Test("21: an older picture does not paint over a newer one")
    func olderPictures() throws {
        var session = DrivenSession()
        try session.confirm()
        session.event(.processing, attempt: 1)
        session.answer(action)
        #expect(session.state.attempt?.outcome == .processing)
    }

    @Test("29: nothing due is a checkout like any other")
    func nothingDue() throws {
        var order = CheckoutOrder(.amount(SessionFixture.usd(1999)))
        order.couponCode = "ALL"
        order.discount = SessionFixture.usd(1999)
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: 1)), merchant: MerchantTerms(livemode: true),
            at: SessionFixture.start)
        #expect(terms.quote.mode == .free)
        let created = SessionMachine.created(terms.payment, at: SessionFixture.start)
        #expect(created.state.version == 1)
        let machine = SessionMachine(terms: terms.payment, state: created.state)
        let done = try machine.confirmRequested(paymentMethod: nil, at: SessionFixture.start)
        #expect(done.state.status == .completed)
        #expect(done.effects == [.fulfil])
    }

    @Test("30: paid late is a defined outcome, and is said")
    func paidLate() throws {
        var session = DrivenSession()
        try session.cancel()
        session.cancelAnswer(.canceled)
        session.event(.succeeded)
        let failure = try #require(session.state.failure)
        #expect(failure.advice.message.contains("refunded"))
        #expect(session.last?.event?.kind == .latePaymentRefundOwed)
        #expect(session.last?.event?.isVisible == true)
    }
}
