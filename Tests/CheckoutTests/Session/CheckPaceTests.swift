import Testing

@testable import Checkout

@Suite("Pace of checks")
struct CheckPaceTests {
    @Test func slowsDownToTwentySeconds() {
        let delays = (0..<8).map { CheckPace.delay(afterCheck: $0, isPatient: false) }
        #expect(delays == [2, 4, 8, 16, 20, 20, 20, 20].map { Duration.seconds($0) })
        #expect(CheckPace.delay(afterCheck: .max, isPatient: false) == .seconds(20))
    }

    @Test func isPatientOnlyWithWhatTakesItsTime() {
        #expect(CheckPace.delay(afterCheck: 29, isPatient: true) == .seconds(20))
        #expect(CheckPace.delay(afterCheck: 30, isPatient: true) == .seconds(300))
        #expect(CheckPace.delay(afterCheck: 30, isPatient: false) == .seconds(20))
    }

    /// A provider that cuts every answer off is not asked again every two seconds.
    @Test func anOutcomeThatIsLostAgainAndAgainIsAskedForLessAndLess() throws {
        var session = DrivenSession()
        try session.confirm("pm_a")
        session.loseAnswer()
        var delays: [Duration] = []
        while session.state.attempt?.outcome == .unknown {
            let checkAt = try #require(session.state.checkAt)
            delays.append(checkAt - session.now)
            session.now = checkAt
            session.due()
            session.lookUp(.requiresPaymentMethod(nil))
            if session.last?.effects.isEmpty == false { session.loseAnswer() }
        }
        #expect(delays == delays.sorted())
        #expect(delays.count < 20, "\(delays)")
        #expect(session.state.attempt?.outcome == .notProcessed)
    }

    /// Otherwise a request could still be on its way when no trace of it is taken for proof.
    @Test func windowsFitIntoOneAnother() {
        #expect(CheckPace.settledAfter >= CheckPace.callDeadline)
        #expect(CheckPace.repeatWindow > CheckPace.callDeadline)
        #expect(CheckPace.repeatWindow + CheckPace.settledAfter < .seconds(CheckoutLimits.lifetimeSeconds.lowerBound))
    }

    @Test func anIntentThatCannotBeMadeIsGivenUp() {
        let fixture = SessionFixture()
        let opening = SessionMachine.created(fixture.terms, at: SessionFixture.start).state
        let early = fixture.machine(opening).timeCameDue(at: SessionFixture.start + .seconds(599))
        #expect(early.effects == [.createIntent(key: .intent(of: fixture.terms.sessionID))])
        let late = fixture.machine(opening).timeCameDue(at: SessionFixture.start + .seconds(600))
        #expect(late.state.version == 0)
        #expect(late.state.status == .expired)
        #expect(late.effects == [])
        // If it was made after all, it is taken back; nobody has its secret.
        let made = fixture.machine(late.state).intentCreated("pi_1", at: SessionFixture.start + .seconds(601))
        #expect(made.effects == [.cancelIntent])
        #expect(made.state.version == 0)
    }

    @Test func anOrderThatIsRepeatedAsksForTheSameIntent() {
        let fixture = SessionFixture()
        let created = SessionMachine.created(fixture.terms, at: SessionFixture.start)
        let again = fixture.machine(created.state).creationRepeated(at: SessionFixture.start + .seconds(1))
        #expect(again.effects == created.effects)
        #expect(fixture.machine(fixture.open()).creationRepeated(at: SessionFixture.start).effects == [])
    }
}
