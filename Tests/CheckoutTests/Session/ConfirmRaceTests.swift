import Testing

@testable import Checkout

/// Two of anything at once: the lock orders them, and the second finds what the first has left.
@Suite("Confirms at once")
struct ConfirmRaceTests {
    @Test func oneProceedsAndTheOthersWaitForIt() throws {
        var session = DrivenSession()
        var proceeded = 0
        for number in 0..<50 {
            do throws(ConfirmRefusal) {
                session.take(
                    try session.machine.confirmRequested(paymentMethod: "pm_\(number % 3)", at: session.now))
                proceeded += 1
            } catch {
                #expect(error == .attemptInProgress(1))
            }
        }
        #expect(proceeded == 1)
        session.answer(.succeeded)
        #expect(throws: ConfirmRefusal.completed) { try session.confirm() }
    }

    @Test func theLoserSharesAnActionThatIsRequired() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.answer(.requiresAction(SessionFixture.bank))
        #expect(throws: ConfirmRefusal.attemptInProgress(1)) { try session.confirm("pm_a") }
        #expect(session.state.nextAction == SessionFixture.bank)
        #expect(session.paymentStatus == .requiresAction)
    }

    @Test func anotherCardReplacesAnOpenCheck() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.answer(.requiresAction(SessionFixture.bank))
        let first = try #require(session.state.attempt)
        try session.confirm("pm_b")
        var superseded = first
        superseded.outcome = .superseded
        let second = try #require(session.state.attempt)
        #expect(session.last?.attemptChanges == [.updated(superseded), .started(second)])
        #expect(second.number == 2)
        // The buyer passes the first check after all, in another tab: that is the payment.
        session.event(.succeeded, attempt: 1)
        #expect(session.state.paidAttempt == 1)
        #expect(session.last?.attemptChanges.contains(.succeededAfterAll(number: 1)) == true)
        session.answer(.succeeded, attempt: 2)
        #expect(session.last?.changesState == false)
    }

    @Test func confirmAndCancelAtOnce() throws {
        var confirmedFirst = DrivenSession()
        try confirmedFirst.confirm()
        #expect(throws: CancelRefusal.attemptInProgress(1)) { try confirmedFirst.cancel() }

        var canceledFirst = DrivenSession()
        try canceledFirst.cancel()
        #expect(throws: ConfirmRefusal.canceled) { try canceledFirst.confirm() }
        // The browser had paid already: the provider refuses, and the payment stands.
        canceledFirst.cancelAnswer(.succeeded)
        #expect(canceledFirst.state.status == .completed)
    }

    @Test func aCancelThatComesTooLateIsRefused() throws {
        var session = DrivenSession()
        try session.cancel()
        session.cancelAnswer(.processing)
        #expect(session.state.ending == nil)
        #expect(session.state.status == .processing)
        // It was confirmed by somebody else, and counts as an attempt all the same.
        #expect(session.state.attempt?.origin == .elsewhere)
        #expect(throws: ConfirmRefusal.attemptInProgress(1)) { try session.confirm() }
    }

    @Test func freeSessionsCompleteOnceWithoutACard() throws {
        var session = DrivenSession(SessionFixture(.free))
        #expect(session.state.version == 1)
        #expect(session.paymentStatus == .noPaymentRequired)
        session.take(try session.machine.confirmRequested(paymentMethod: nil, at: session.now))
        #expect(session.state.status == .completed)
        #expect(session.state.fulfilment.paidAt == nil)
        #expect(throws: ConfirmRefusal.completed) {
            try session.machine.confirmRequested(paymentMethod: nil, at: session.now)
        }
    }

    @Test func paymentsNeedACard() throws {
        let session = DrivenSession()
        #expect(throws: ConfirmRefusal.paymentMethodRequired) {
            try session.machine.confirmRequested(paymentMethod: nil, at: session.now)
        }
    }

    @Test func aConnectionThatFailedLeavesTheSessionAsItWas() throws {
        var session = DrivenSession()
        try session.confirm()
        session.take(session.machine.confirmAnswered(attempt: 1, .notSent, at: session.now))
        #expect(session.state.status == .pending)
        #expect(session.state.checkAt == nil)
        try session.confirm()
        #expect(session.state.attempt?.number == 2)
    }
}
