@testable import Checkout

/// A line of the chart: something that happens to a subscription, in plain words.
struct SubscriptionInput: Sendable {
    let name: String
    private let transition: @Sendable (DrivenSubscription) throws -> SubscriptionTransition

    private init(
        _ name: String, _ transition: @escaping @Sendable (DrivenSubscription) throws -> SubscriptionTransition
    ) {
        self.name = name
        self.transition = transition
    }

    /// `nil` for what is refused.
    func apply(_ driven: DrivenSubscription) -> SubscriptionTransition? { try? transition(driven) }

    static let all = merchants + answers + reports + time

    private static let merchants = [
        SubscriptionInput("paid for") {
            try $0.machine.started(as: .paid, from: SubscriptionFixture.origin, at: $0.now)
        },
        SubscriptionInput("cancel at the period's end") { try $0.machine.cancelRequested(atOnce: false, at: $0.now) },
        SubscriptionInput("cancel at once") { try $0.machine.cancelRequested(atOnce: true, at: $0.now) },
        SubscriptionInput("reactivate") { try $0.machine.reactivateRequested(at: $0.now) },
        SubscriptionInput("change the plan") {
            try $0.machine.changeRequested(to: $0.fixture.otherPlan, at: $0.now)
        },
    ]

    private static let answers = [
        answer("customer created", .customerCreated("cus_provider")),
        answer("method attached", .methodAttached("pm_1")),
        SubscriptionInput("answer: as we see it") { answered($0, .reported($0.presentReport)) },
        SubscriptionInput("answer: to be canceled") { answered($0, .reported($0.fixture.report(cancels: true))) },
        SubscriptionInput("answer: canceled") { answered($0, .reported($0.fixture.report(.canceled))) },
        answer("refused", .refused(reason: "")), answer("lost", .unknown), answer("not sent", .notSent),
        answer("refund handed over", .refundHandedOver),
    ]

    private static let reports = [
        event("renewed", .active, period: 1), event("past due", .pastDue, period: 1),
        event("unpaid", .unpaid, period: 1), event("paused", .paused, period: 0),
        event("canceled", .canceled, period: 1),
        lookUp("as we see it") { $0.presentReport }, lookUp("canceled") { $0.fixture.report(.canceled) },
        lookUp("renewed") { $0.fixture.report(period: 1) }, lookUp("no such subscription") { _ in nil },
        SubscriptionInput("bill: failed") {
            $0.machine.invoiceReported($0.fixture.invoice(.open, attempts: 1, period: 1), at: $0.now)
        },
        SubscriptionInput("bill: paid") {
            $0.machine.invoiceReported($0.fixture.invoice(.paid, attempts: 2, period: 1), at: $0.now)
        },
    ]

    private static let time = [
        SubscriptionInput("its time came") { driven in
            let now = max(driven.now, driven.state.checkAt ?? driven.now)
            return driven.machine.timeCameDue(at: now)
        }
    ]

    private static func answered(
        _ driven: DrivenSubscription, _ answer: SubscriptionAnswer
    ) -> SubscriptionTransition {
        driven.machine.callAnswered(number: driven.state.owed?.number ?? 0, answer, at: driven.now)
    }

    private static func answer(_ name: String, _ answer: SubscriptionAnswer) -> SubscriptionInput {
        SubscriptionInput("answer: \(name)") { answered($0, answer) }
    }

    private static func event(_ name: String, _ status: SubscriptionStatus, period: Int64) -> SubscriptionInput {
        SubscriptionInput("event: \(name)") { driven in
            let created = driven.fixture.plan.period.boundary(1, from: SubscriptionFixture.start)
            return driven.machine.providerEventReceived(
                driven.fixture.report(status, period: period), createdAt: created, at: max(created, driven.now))
        }
    }

    private static func lookUp(
        _ name: String, _ report: @escaping @Sendable (DrivenSubscription) -> SubscriptionReport?
    ) -> SubscriptionInput {
        SubscriptionInput("look-up: \(name)") { driven in
            let ticket = SubscriptionTicket(revision: driven.state.revision, askedAt: driven.now)
            guard let report = report(driven) else {
                return driven.machine.lookUpFoundNothing(for: ticket, at: driven.now)
            }
            return driven.machine.lookUpAnswered(report, to: ticket, at: driven.now)
        }
    }
}

/// The machine's transition table, drawn from the machine.
struct SubscriptionChart {
    /// Situations, each reached the way a real subscription would.
    private var situations: [(name: String, driven: DrivenSubscription)] {
        func after(
            _ driven: DrivenSubscription, _ names: String...
        ) -> DrivenSubscription {
            var driven = driven
            for name in names {
                guard
                    let input = SubscriptionInput.all.first(where: { $0.name == name }),
                    let transition = input.apply(driven)
                else { preconditionFailure("\(name) is refused") }
                driven.take(transition)
            }
            return driven
        }
        let running = DrivenSubscription.provisioned()
        let started = DrivenSubscription.started()
        return [
            ("waits for its payment", DrivenSubscription.made(isDraft: false)),
            ("active, its customer being made at the provider", started),
            (
                "active, being made at the provider",
                after(started, "answer: customer created", "answer: method attached")
            ),
            (
                "active, perhaps made at the provider",
                after(started, "answer: customer created", "answer: method attached", "answer: lost")
            ),
            ("trialing", DrivenSubscription.provisioned(.trial(days: 14))),
            ("active", running),
            ("active, a cancel being asked for", after(running, "cancel at the period's end")),
            (
                "active, to be canceled",
                after(running, "cancel at the period's end", "answer: to be canceled")
            ),
            ("past due", after(running, "event: past due")),
            ("canceled", after(running, "event: canceled")),
            ("canceled, its payment going back", after(started, "answer: refused")),
            (
                "active, free of charge",
                DrivenSubscription.started(.free, SubscriptionFixture(unitAmount: 0))
            ),
        ]
    }

    var markdown: String {
        var text = ""
        for (name, driven) in situations {
            text += "\n### \(name)\n\n| what happened | then | version | to be done |\n|---|---|---|---|\n"
            for input in SubscriptionInput.all {
                guard let next = input.apply(driven) else { continue }
                let done = next.effects.map(\.chartName).joined(separator: ", ")
                let version = next.state.version > driven.state.version ? "+1" : ""
                let review = next.review == nil ? "" : ", put up for review"
                guard next.changesState || done != "" || review != "" else { continue }
                text += "| \(input.name) | \(next.state.chartName)\(review) | \(version) | \(done) |\n"
            }
        }
        return text
    }
}

extension SubscriptionState {
    fileprivate var chartName: String {
        var text = status.rawValue.replacing("_", with: " ")
        if cancelAtPeriodEnd, !status.isTerminal { text += ", to be canceled" }
        if let owed {
            text += ", owes: \(owed.kind.rawValue.replacing("_", with: " "))"
            if owed.isInDoubt { text += " (in doubt)" }
        }
        return text
    }
}

extension SubscriptionEffect {
    fileprivate var chartName: String {
        switch self {
        case .createCustomer: "create the customer"
        case .attachMethod: "attach the method"
        case .createSubscription: "create the subscription"
        case .setCancelAtPeriodEnd(_, _, let cancels): cancels ? "set the cancel" : "take the cancel back"
        case .cancel: "cancel"
        case .changePlan: "change the plan"
        case .purchaseEnded: "tell the checkout"
        case .lookUp: "look it up"
        case .refundOrigin: "tell the session to refund"
        case .grantEntitlements: "(grant)"
        case .revokeEntitlements: "(revoke)"
        }
    }
}
