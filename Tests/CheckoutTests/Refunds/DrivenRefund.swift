@testable import Checkout

/// A refund of 5 dollars, driven by hand.
struct DrivenRefund {
    static let start = Timestamp(unixSeconds: 1_800_000_000)
    static let intent = "pi_1"

    let terms: RefundTerms
    var state: RefundState
    var now = Self.start
    var lines: [MoneyBackLine.Kind] = []
    var reviews: [RefundReview] = []
    var effects: [RefundEffect] = []

    static func usd(_ minorUnits: Int64) -> Money {
        guard let usd = Currency("usd") else { preconditionFailure("usd is a currency") }
        return Money(minorUnits: minorUnits, currency: usd)
    }

    private init(_ terms: RefundTerms, _ transition: RefundTransition) {
        self.terms = terms
        state = transition.state
        take(transition)
    }

    static func requested() -> DrivenRefund {
        let terms = terms(.api)
        return DrivenRefund(terms, RefundMachine.requested(terms, at: start))
    }

    static func found(_ status: RefundReport.Status, _ origin: RefundOrigin = .provider) -> DrivenRefund {
        let terms = terms(origin)
        return DrivenRefund(terms, RefundMachine.found(terms, report(status), at: start))
    }

    static func terms(_ origin: RefundOrigin) -> RefundTerms {
        RefundTerms(
            id: RefundID(UniqueID(bits: 7)), provider: .stripe, intentID: intent, accountID: "acct_1", amount: usd(500),
            origin: origin, createdAt: start)
    }

    static func report(_ status: RefundReport.Status) -> RefundReport {
        RefundReport(
            providerID: "re_1", intentID: intent, status: status, amount: usd(500),
            failureReason: status == .failed ? "lost_or_stolen_card" : nil, createdAt: start, accountID: "acct_1")
    }

    var machine: RefundMachine { RefundMachine(terms: terms, state: state) }

    mutating func take(_ transition: RefundTransition) {
        state = transition.state
        if let line = transition.line { lines.append(line.kind) }
        if let review = transition.review { reviews.append(review) }
        effects = transition.effects
    }

    mutating func answer(_ answer: RefundCallAnswer) { take(machine.callAnswered(answer, at: now)) }
    mutating func report(_ status: RefundReport.Status) { take(machine.reported(Self.report(status), at: now)) }
    mutating func comeDue() {
        if let checkAt = state.checkAt { now = max(now, checkAt) }
        take(machine.timeCameDue(at: now))
    }
    mutating func findNothing() { take(machine.notFound(RefundTicket(revision: state.revision), at: now)) }
}

/// Everything that can happen to a refund.
enum RefundInput: CaseIterable {
    case answerPending, answerSucceeded, answerFailed, refused, notSent, answerLost
    case eventPending, eventRequiresAction, eventSucceeded, eventFailed, eventCanceled, eventOfAnother
    case notFound, notFoundLate, cameDue, cameDueDaysLater

    func apply(_ refund: DrivenRefund) -> (RefundTransition, Timestamp) {
        let (machine, now) = (refund.machine, refund.now)
        func status(_ status: RefundReport.Status) -> RefundTransition {
            machine.reported(DrivenRefund.report(status), at: now)
        }
        switch self {
        case .answerPending: return (machine.callAnswered(.reported(DrivenRefund.report(.pending)), at: now), now)
        case .answerSucceeded: return (machine.callAnswered(.reported(DrivenRefund.report(.succeeded)), at: now), now)
        case .answerFailed: return (machine.callAnswered(.reported(DrivenRefund.report(.failed)), at: now), now)
        case .refused: return (machine.callAnswered(.refused(reason: "charge_disputed"), at: now), now)
        case .notSent: return (machine.callAnswered(.notSent, at: now), now)
        case .answerLost: return (machine.callAnswered(.unknown, at: now), now)
        case .eventPending: return (status(.pending), now)
        case .eventRequiresAction: return (status(.requiresAction), now)
        case .eventSucceeded: return (status(.succeeded), now)
        case .eventFailed: return (status(.failed), now)
        case .eventCanceled: return (status(.canceled), now)
        case .eventOfAnother:
            var report = DrivenRefund.report(.failed)
            report.amount = DrivenRefund.usd(501)
            return (machine.reported(report, at: now), now)
        case .notFound: return (machine.notFound(RefundTicket(revision: machine.state.revision), at: now), now)
        case .notFoundLate: return (machine.notFound(RefundTicket(revision: machine.state.revision - 1), at: now), now)
        case .cameDue:
            let later = max(now, machine.state.checkAt ?? now)
            return (machine.timeCameDue(at: later), later)
        case .cameDueDaysLater:
            let later = now + .seconds(2 * 86_400)
            return (machine.timeCameDue(at: later), later)
        }
    }
}
