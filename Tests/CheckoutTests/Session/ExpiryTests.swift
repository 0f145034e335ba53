import Testing

@testable import Checkout

/// Rule 5: expiry cannot eat a payment.
@Suite("Expiry")
struct ExpiryTests {
    /// A millisecond before the expiry, at it, and after it.
    static let instants = [-1, 0, 1].map { SessionFixture.expiry + .milliseconds($0) }

    @Test(arguments: instants)
    func isClaimedWhenDueAndNotBefore(now: Timestamp) throws {
        var session = DrivenSession()
        session.now = now
        session.due()
        let isDue = now >= SessionFixture.expiry
        #expect(session.state.ending == (isDue ? .expiry : nil))
        #expect(session.last?.effects == (isDue ? [.cancelIntent] : []))
        // Nobody is told before the provider has agreed.
        #expect(session.state.status == .pending)
        #expect(session.state.version == 1)
    }

    @Test(arguments: instants)
    func confirmsAreTakenUntilThen(now: Timestamp) throws {
        var session = DrivenSession()
        session.now = now
        if now < SessionFixture.expiry {
            try session.confirm()
            #expect(session.state.status == .processing)
        } else {
            #expect(throws: ConfirmRefusal.expired) { try session.confirm() }
        }
    }

    /// The sweep and the provider's success at the same instant, in both orders, at each of the three.
    @Test(arguments: instants, [true, false])
    func neverEatsAPayment(now: Timestamp, sweepFirst: Bool) throws {
        var session = DrivenSession()
        session.now = SessionFixture.expiry - .milliseconds(2)
        try session.confirm()
        session.now = now
        if sweepFirst { session.due() }
        session.answer(.succeeded)
        if !sweepFirst { session.due() }
        #expect(session.state.status == .completed)
        #expect(session.state.completedAt == now)
        #expect(session.state.ending == nil)
        // What the sweep had asked for comes back empty-handed.
        session.cancelAnswer(.succeeded)
        #expect(session.state.status == .completed)
    }

    @Test func findsASuccessThatNobodyTold() throws {
        var session = DrivenSession()
        session.now = SessionFixture.expiry
        session.due()
        session.cancelAnswer(.succeeded)
        #expect(session.state.status == .completed)
    }

    @Test func isAnnouncedWhenTheProviderAgrees() throws {
        var session = DrivenSession()
        session.now = SessionFixture.expiry
        session.due()
        session.cancelAnswer(.canceled)
        #expect(session.state.status == .expired)
        #expect(session.state.version == 2)
        #expect(session.last?.event?.kind == .expired)
        #expect(session.paymentStatus == .canceled)
    }

    @Test func asksAgainUntilTheProviderAnswers() throws {
        var session = DrivenSession()
        session.now = SessionFixture.expiry
        session.due()
        for _ in 0..<10 {
            let checkAt = try #require(session.state.checkAt)
            #expect(checkAt <= session.now + .seconds(20))
            session.now = checkAt - .milliseconds(1)
            #expect(session.due().effects == [])
            session.now = checkAt
            #expect(session.due().effects == [.cancelIntent])
        }
        #expect(session.state.status == .pending)
    }

    @Test func waitsForAConfirmThatIsUnderWay() throws {
        var session = DrivenSession()
        session.now = SessionFixture.expiry - .milliseconds(1)
        try session.confirm()
        session.now = SessionFixture.expiry
        session.due()
        #expect(session.state.ending == .expiry)
        #expect(session.last?.effects == [])
        session.answer(.requiresPaymentMethod(Decline()))
        #expect(session.state.status == .failed)
        #expect(session.last?.effects == [.cancelIntent])
        session.cancelAnswer(.canceled)
        #expect(session.state.status == .expired)
    }

    @Test func waitsForMoneyThatIsOnItsWay() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(.processing)
        session.now = SessionFixture.expiry + .seconds(3600)
        session.due()
        #expect(session.last?.effects == [.lookUpIntent(LookUpTicket(session.state, askedAt: session.now))])
        session.lookUp(.succeeded)
        #expect(session.state.status == .completed)
    }

    @Test func endsTheBanksCheck() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(.requiresAction(SessionFixture.bank))
        session.now = SessionFixture.expiry
        session.due()
        #expect(session.last?.effects == [.cancelIntent])
        session.cancelAnswer(.canceled)
        #expect(session.state.status == .expired)
        #expect(session.state.nextAction == nil)
        #expect(session.state.attempt?.outcome == .canceled)
    }

    @Test(arguments: [SessionStatus.expired, .canceled])
    func lateMoneyGoesBackByDefault(end: SessionStatus) throws {
        var session = try ended(as: end, SessionFixture())
        session.after(.seconds(60))
        session.event(.succeeded)
        #expect(session.state.status == end)
        #expect(session.state.latePayment?.resolution == .refundOwed)
        #expect(session.state.failure?.code == .latePaymentRefunded)
        let reason: RefundReason = end == .expired ? .paidAfterExpiry : .paidAfterCancel
        let refund = SessionEffect.refund(
            key: .refund(of: session.fixture.terms.sessionID), amount: SessionFixture.usd(1999), reason: reason)
        #expect(session.last?.effects == [refund])
        // Until the provider says so, it is owed, under the same key.
        session.now = try #require(session.state.checkAt)
        #expect(session.due().effects == [refund])
        session.take(session.machine.refundAnswered(.accepted, at: session.now))
        #expect(session.state.latePayment?.resolution == .refunded)
        #expect(session.state.checkAt == nil)
        session.event(.succeeded)
        #expect(session.last?.effects == [])
    }

    @Test(arguments: [SessionStatus.expired, .canceled])
    func lateMoneyIsHonouredWhenThatIsDeclared(end: SessionStatus) throws {
        let policy = LatePaymentPolicy(afterExpiry: .honour, afterCancel: .honour)
        var session = try ended(as: end, SessionFixture(late: policy))
        session.after(.seconds(60))
        session.event(.succeeded)
        #expect(session.state.status == .completed)
        #expect(session.state.latePayment?.resolution == .honoured)
        #expect(session.last?.event?.kind == .latePaymentHonoured)
        #expect(session.last?.effects == [.fulfil])
    }

    @Test func aRefundThatIsRefusedGoesToAPerson() throws {
        var session = try ended(as: .expired, SessionFixture())
        session.event(.succeeded)
        session.take(session.machine.refundAnswered(.refused(reason: "charge disputed"), at: session.now))
        #expect(session.state.latePayment?.resolution == .refundRefused)
        #expect(session.last?.review == .refundRefused(reason: "charge disputed"))
    }

    private func ended(as end: SessionStatus, _ fixture: SessionFixture) throws -> DrivenSession {
        var session = DrivenSession(fixture)
        if end == .expired {
            session.now = SessionFixture.expiry
            session.due()
        } else {
            try session.cancel()
        }
        session.cancelAnswer(.canceled)
        #expect(session.state.status == end)
        return session
    }
}
