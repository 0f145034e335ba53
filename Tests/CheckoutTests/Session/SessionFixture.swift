@testable import Checkout

/// One session's terms, and the words of a provider that fit them.
struct SessionFixture {
    var terms: PaymentTerms

    static let start = Timestamp(unixSeconds: 1_800_000_000)
    static let expiry = start + .seconds(3600)
    static let intentID = "pi_1"
    static let bank = NextAction(redirectURL: "https://bank.example/check")

    init(_ mode: CheckoutMode = .standard, late: LatePaymentPolicy = .refundAlways) {
        terms = PaymentTerms(
            sessionID: CheckoutSessionID(UniqueID(bits: 42)), mode: mode, due: Self.usd(mode == .standard ? 1999 : 0),
            accountID: "acct_1", livemode: false, expiresAt: Self.expiry, latePayments: late,
            startsSubscription: mode != .standard)
    }

    static func usd(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: currency("usd")) }

    static func currency(_ code: String) -> Currency {
        guard let currency = Currency(code) else { preconditionFailure("no such currency: \(code)") }
        return currency
    }

    /// A session that clients can see and nobody has touched.
    func open() -> SessionState {
        let created = SessionMachine.created(terms, at: Self.start)
        guard terms.needsIntent else { return created.state }
        return SessionMachine(terms: terms, state: created.state).intentCreated(Self.intentID, at: Self.start).state
    }

    func machine(_ state: SessionState) -> SessionMachine { SessionMachine(terms: terms, state: state) }

    func report(_ status: IntentStatus, attempt: Int? = nil) -> IntentReport {
        IntentReport(
            intentID: Self.intentID, status: status, attempt: attempt, amount: terms.expectedAmount,
            accountID: terms.accountID, livemode: terms.livemode)
    }

    /// A success that is not this session's.
    func strayReport(_ mismatch: ReportMismatch, attempt: Int? = nil) -> IntentReport {
        var report = report(.succeeded, attempt: attempt)
        switch mismatch {
        case .intent: report.intentID = "pi_other"
        case .livemode: report.livemode.toggle()
        case .account: report.accountID = nil
        case .currency: report.amount = Money(minorUnits: 1999, currency: Self.currency("eur"))
        case .amount: report.amount = Self.usd(1)
        }
        return report
    }
}

/// A session that is driven step by step, as its store would.
struct DrivenSession {
    let fixture: SessionFixture
    var state: SessionState
    var now = SessionFixture.start
    var last: Transition?
    /// Every event so far, oldest first.
    var events: [SessionEvent] = []

    init(_ fixture: SessionFixture = SessionFixture()) {
        self.fixture = fixture
        state = fixture.open()
    }

    var machine: SessionMachine { fixture.machine(state) }
    var paymentStatus: PaymentStatus { state.paymentStatus(in: fixture.terms.mode) }

    mutating func after(_ duration: Duration) { now = now + duration }

    @discardableResult
    mutating func take(_ transition: Transition) -> Transition {
        state = transition.state
        last = transition
        if let event = transition.event { events.append(event) }
        return transition
    }

    @discardableResult
    mutating func confirm(_ method: String = "pm_a") throws -> Transition {
        take(try machine.confirmRequested(paymentMethod: method, at: now))
    }

    @discardableResult
    mutating func answer(_ status: IntentStatus, attempt: Int? = nil) -> Transition {
        let number = attempt ?? state.attempt?.number ?? 0
        return take(machine.confirmAnswered(attempt: number, .reported(fixture.report(status)), at: now))
    }

    @discardableResult
    mutating func loseAnswer(requestIsOver: Bool = false) -> Transition {
        let number = state.attempt?.number ?? 0
        return take(machine.confirmAnswered(attempt: number, .unknown(requestIsOver: requestIsOver), at: now))
    }

    @discardableResult
    mutating func event(_ status: IntentStatus, attempt: Int? = nil) -> Transition {
        take(machine.providerEventReceived(fixture.report(status, attempt: attempt), at: now))
    }

    @discardableResult
    mutating func lookUp(_ status: IntentStatus, attempt: Int? = nil, ticket: LookUpTicket? = nil) -> Transition {
        let ticket = ticket ?? LookUpTicket(state, askedAt: now)
        return take(machine.lookUpAnswered(fixture.report(status, attempt: attempt), to: ticket, at: now))
    }

    @discardableResult
    mutating func cancel() throws -> Transition { take(try machine.cancelRequested(at: now)) }

    @discardableResult
    mutating func cancelAnswer(_ status: IntentStatus) -> Transition {
        take(machine.cancelAnswered(fixture.report(status), at: now))
    }

    @discardableResult
    mutating func due() -> Transition { take(machine.timeCameDue(at: now)) }
}
