@testable import Checkout

/// A monthly subscription for 19.99, and what a provider says of it.
struct SubscriptionFixture: Sendable {
    static let start = at("2027-01-31T10:00:00.000Z")
    static let id = SubscriptionID(UniqueID(bits: 7))
    static let providerID = "sub_provider"

    let terms: SubscriptionTerms
    let plan: SubscriptionPlan

    init(pastDue: EntitlementRules.PastDue = .keep, unitAmount: Int64 = 1999) {
        terms = SubscriptionTerms(
            id: Self.id, customerID: CustomerID(UniqueID(bits: 1)), provider: .stripe, accountID: "acct_1",
            livemode: false, entitlements: EntitlementRules(pastDue: pastDue), createdAt: Self.start)
        plan = SubscriptionPlan(
            productID: ProductID(UniqueID(bits: 2)), priceID: PriceID(UniqueID(bits: 3)),
            unitAmount: SessionFixture.usd(unitAmount), period: .month)
    }

    static func at(_ text: String) -> Timestamp {
        guard let time = Timestamp(text) else { preconditionFailure("no such time: \(text)") }
        return time
    }

    static let origin = SubscriptionOrigin(
        sessionID: CheckoutSessionID(UniqueID(bits: 42)), intentID: "pi_1", paid: SessionFixture.usd(1999))
    static let trialOrigin = SubscriptionOrigin(
        sessionID: CheckoutSessionID(UniqueID(bits: 42)), intentID: "seti_1", paid: nil)

    var otherPlan: SubscriptionPlan {
        var other = plan
        other.productID = ProductID(UniqueID(bits: 20))
        other.priceID = PriceID(UniqueID(bits: 30))
        other.unitAmount = SessionFixture.usd(4999)
        return other
    }

    /// What the provider says of the subscription in its `period`th month (0 is the one that the checkout paid for).
    func report(
        _ status: SubscriptionStatus = .active, period: Int64 = 0, cancels: Bool = false,
        _ change: (inout SubscriptionReport) -> Void = { _ in }
    ) -> SubscriptionReport {
        let range = plan.period.period(period, from: Self.start)
        var report = SubscriptionReport(
            providerID: Self.providerID, subscriptionID: Self.id, customer: "cus_provider", price: "price_provider",
            item: "si_1", status: status, currentPeriod: range, cancelAtPeriodEnd: cancels, accountID: "acct_1",
            livemode: false)
        if cancels { report.cancelAt = range.upperBound }
        if status.isTerminal {
            report.canceledAt = range.upperBound
            report.endedAt = range.upperBound
        }
        change(&report)
        return report
    }

    func invoice(_ status: InvoiceReport.Status, attempts: Int, period: Int64) -> InvoiceReport {
        InvoiceReport(
            providerID: "in_\(period)", subscription: Self.providerID, customer: "cus_provider", status: status,
            reason: .renewal, amountDue: SessionFixture.usd(1999), amountPaid: SessionFixture.usd(0),
            attemptCount: attempts, period: plan.period.period(period, from: Self.start), createdAt: Self.start,
            accountID: "acct_1", livemode: false)
    }
}

/// A subscription that is driven step by step, as its store would.
struct DrivenSubscription {
    let fixture: SubscriptionFixture
    var state: SubscriptionState
    var now = SubscriptionFixture.start
    var last: SubscriptionTransition
    var events: [SubscriptionEvent.Kind] = []

    private init(_ fixture: SubscriptionFixture, _ transition: SubscriptionTransition) {
        self.fixture = fixture
        state = transition.state
        last = transition
        events = [transition.event?.kind].compactMap { $0 }
    }

    static func started(
        _ start: SubscriptionStart = .paid, _ fixture: SubscriptionFixture = SubscriptionFixture()
    ) -> DrivenSubscription {
        let origin = start == .paid ? SubscriptionFixture.origin : SubscriptionFixture.trialOrigin
        return DrivenSubscription(
            fixture,
            SubscriptionMachine.started(
                fixture.terms, fixture.plan, as: start, from: origin, at: SubscriptionFixture.start))
    }

    static func made(isDraft: Bool, _ fixture: SubscriptionFixture = SubscriptionFixture()) -> DrivenSubscription {
        DrivenSubscription(
            fixture,
            SubscriptionMachine.created(fixture.terms, fixture.plan, isDraft: isDraft, at: SubscriptionFixture.start))
    }

    /// Made at the provider, which answered everything at once.
    static func provisioned(
        _ start: SubscriptionStart = .paid, _ fixture: SubscriptionFixture = SubscriptionFixture()
    ) -> DrivenSubscription {
        var driven = started(start, fixture)
        driven.answer(.customerCreated("cus_provider"))
        driven.answer(.methodAttached("pm_1"))
        driven.answer(.reported(driven.presentReport))
        return driven
    }

    var machine: SubscriptionMachine { SubscriptionMachine(terms: fixture.terms, state: state) }

    /// What a provider says that sees it exactly as we do.
    var presentReport: SubscriptionReport {
        fixture.report(state.status, cancels: state.cancelAtPeriodEnd) { report in
            report.currentPeriod = state.currentPeriod
            report.trialEnd = state.trialEnd
        }
    }

    @discardableResult
    mutating func take(_ transition: SubscriptionTransition) -> SubscriptionTransition {
        state = transition.state
        last = transition
        if let event = transition.event { events.append(event.kind) }
        return transition
    }

    @discardableResult
    mutating func answer(_ answer: SubscriptionAnswer) -> SubscriptionTransition {
        take(machine.callAnswered(number: state.owed?.number ?? 0, answer, at: now))
    }

    @discardableResult
    mutating func event(_ report: SubscriptionReport, createdAt: Timestamp? = nil) -> SubscriptionTransition {
        take(machine.providerEventReceived(report, createdAt: createdAt ?? now, at: now))
    }

    /// The latest look-up that was asked for is answered.
    @discardableResult
    mutating func lookUp(_ report: SubscriptionReport?) -> SubscriptionTransition {
        let ticket = SubscriptionTicket(revision: state.revision, askedAt: now)
        guard let report else { return take(machine.lookUpFoundNothing(for: ticket, at: now)) }
        return take(machine.lookUpAnswered(report, to: ticket, at: now))
    }

    @discardableResult
    mutating func due() -> SubscriptionTransition {
        if let checkAt = state.checkAt { now = max(now, checkAt) }
        return take(machine.timeCameDue(at: now))
    }
}

extension SubscriptionTransition {
    var asksToLookUp: Bool { effects.contains { if case .lookUp = $0 { true } else { false } } }
}
