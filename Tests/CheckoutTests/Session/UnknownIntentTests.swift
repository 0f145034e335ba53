import Testing

@testable import Checkout

/// The provider knows no such intent: keys of another account, or a world that it forgot.
@Suite("Unknown intents")
struct UnknownIntentTests {
    @Test func anAttemptUnderWayIsAskedAboutPatientlyUntilTheExpiry() throws {
        var session = DrivenSession()
        try session.confirm()
        session.loseAnswer()
        for _ in 0..<11 {
            session.lookUpFindsNothing()
            #expect(session.state.attempt?.outcome == .unknown)
            #expect(session.state.status == .processing)
            #expect(session.last?.event?.isVisible == false)
            #expect(session.last?.review == nil)
            let checkAt = try #require(session.state.checkAt)
            #expect(checkAt == session.now + .seconds(300))
            session.now = checkAt
            session.due()
            #expect(session.last?.effects == [.lookUpIntent(LookUpTicket(session.state, askedAt: session.now))])
        }
        session.now = SessionFixture.expiry
        session.due()
        #expect(session.last?.effects == [.cancelIntent])
        session.cancelFindsNothing()
        #expect(session.state.status == .expired)
        #expect(session.state.attempt?.outcome == .canceled)
        #expect(session.state.checkAt == nil)
        #expect(session.last?.review == .intentNotFound(SessionFixture.intentID))
    }

    @Test func aMerchantsCancelEndsIt() throws {
        var session = DrivenSession()
        try session.cancel()
        session.cancelFindsNothing()
        #expect(session.state.status == .canceled)
        #expect(session.last?.event?.kind == .canceled)
        #expect(session.last?.review == .intentNotFound(SessionFixture.intentID))
    }

    @Test func nothingIsOwedWhenNothingIsUnderWay() throws {
        var session = DrivenSession()
        session.after(.seconds(60))
        session.take(session.machine.statusRead(at: session.now))
        #expect(session.state.checkAt != nil)
        session.lookUpFindsNothing()
        #expect(session.state.checkAt == nil)
        #expect(session.state.status == .pending)
        #expect(session.state.version == 1)
    }

    /// Its money can no longer be on its way there.
    @Test func processingEndsWithTheExpiry() throws {
        var session = DrivenSession()
        try session.confirm()
        session.answer(.processing)
        session.now = SessionFixture.expiry
        session.due()
        session.lookUpFindsNothing()
        #expect(session.state.status == .expired)
        #expect(session.last?.review == .intentNotFound(SessionFixture.intentID))
    }

    @Test func aCallUnderWayIsWaitedFor() throws {
        var session = DrivenSession()
        session.now = SessionFixture.expiry - .seconds(1)
        try session.confirm()
        session.now = SessionFixture.expiry
        session.due()
        session.cancelFindsNothing()
        #expect(session.state.attempt?.outcome == .started)
        session.answer(.succeeded)
        #expect(session.state.status == .completed)
        session.cancelFindsNothing()
        #expect(session.state.status == .completed)
    }

    /// What was asked before the attempt says nothing about it.
    @Test func anOldAnswerIsIgnored() throws {
        var session = DrivenSession()
        let ticket = LookUpTicket(session.state, askedAt: session.now)
        try session.confirm()
        session.loseAnswer()
        let checkAt = session.state.checkAt
        session.take(session.machine.lookUpFoundNothing(for: ticket, at: session.now))
        #expect(session.state.checkAt == checkAt)
        #expect(session.last?.event?.kind == .reportIgnored)
    }

    @Test func moneyThatArrivesAllTheSameGoesBack() throws {
        var session = DrivenSession()
        try session.confirm()
        session.loseAnswer()
        session.now = SessionFixture.expiry
        session.due()
        session.cancelFindsNothing()
        session.after(.seconds(60))
        session.event(.succeeded, attempt: 1)
        #expect(session.state.status == .expired)
        #expect(session.state.latePayment?.resolution == .refundOwed)
    }
}

extension DrivenSession {
    fileprivate mutating func lookUpFindsNothing() {
        take(machine.lookUpFoundNothing(for: LookUpTicket(state, askedAt: now), at: now))
    }

    fileprivate mutating func cancelFindsNothing() { take(machine.cancelFoundNothing(at: now)) }
}
