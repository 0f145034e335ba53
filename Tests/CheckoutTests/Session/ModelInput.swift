@testable import Checkout

/// One thing that can happen to a session, in the alphabet whose every sequence is tried.
struct ModelInput: Sendable {
    let name: String
    /// What the provider claims, if the input is a claim of the provider's.
    let claim: Claim
    /// The attempt it names, if it is true of that attempt only.
    let about: Int?
    /// `nil` when it is refused.
    let apply: @Sendable (SessionMachine, SessionFixture, Timestamp) -> Transition?

    /// Which of the provider's words matter to the invariants.
    enum Claim: Sendable {
        case none, paid, canceled, stray, notFound

        init(_ status: IntentStatus) {
            switch status {
            case .succeeded: self = .paid
            case .canceled: self = .canceled
            default: self = .none
            }
        }
    }

    init(
        _ name: String, _ claim: Claim = .none, about: Int? = nil,
        _ apply: @escaping @Sendable (SessionMachine, SessionFixture, Timestamp) -> Transition?
    ) {
        self.name = name
        self.claim = claim
        self.about = claim == .none ? about : nil
        self.apply = apply
    }
}

extension ModelInput {
    static let all = clients + answers + events + lookUps + endings + strays

    static let clients = [
        ModelInput("confirm with card A") { machine, _, now in
            try? machine.confirmRequested(paymentMethod: "pm_a", at: now)
        },
        ModelInput("confirm with card B") { machine, _, now in
            try? machine.confirmRequested(paymentMethod: "pm_b", at: now)
        },
        ModelInput("confirm without a card") { machine, _, now in
            try? machine.confirmRequested(paymentMethod: nil, at: now)
        },
        ModelInput("cancel requested") { machine, _, now in try? machine.cancelRequested(at: now) },
        ModelInput("buyer returned") { machine, _, now in machine.buyerReturned(at: now) },
        ModelInput("status read") { machine, _, now in machine.statusRead(at: now) },
        ModelInput("intent created") { machine, _, now in
            machine.terms.needsIntent ? machine.intentCreated(SessionFixture.intentID, at: now) : nil
        },
        ModelInput("intent refused") { machine, _, now in machine.intentRefused(reason: "no", at: now) },
    ]

    static let answers = [
        answer("succeeded", .succeeded), answer("declined", .requiresPaymentMethod(Decline())),
        answer("requires action", .requiresAction(SessionFixture.bank)), answer("processing", .processing),
        answer("canceled", .canceled), answer("undecided", .requiresConfirmation),
        call("not sent", .notSent), call("outcome unknown", .unknown(requestIsOver: false)),
        call("provider failed", .unknown(requestIsOver: true)),
    ]

    static let events = [
        event("succeeded", .succeeded), event("succeeded, attempt 1", .succeeded, attempt: 1),
        event("failed", .requiresPaymentMethod(Decline())),
        event("failed, attempt 1", .requiresPaymentMethod(Decline()), attempt: 1),
        event("failed, attempt 2", .requiresPaymentMethod(Decline()), attempt: 2),
        event("requires action, attempt 1", .requiresAction(SessionFixture.bank), attempt: 1),
        event("processing", .processing), event("processing, attempt 1", .processing, attempt: 1),
        event("canceled", .canceled),
    ]

    static let lookUps = [
        lookUp("succeeded", .succeeded), lookUp("idle", .requiresPaymentMethod(nil)),
        lookUp("declined", .requiresPaymentMethod(Decline())),
        lookUp("requires action", .requiresAction(SessionFixture.bank)),
        lookUp("requires confirmation", .requiresConfirmation), lookUp("processing", .processing),
        lookUp("canceled", .canceled),
        ModelInput("old look-up: idle") { machine, fixture, now in
            let ticket = LookUpTicket(fixture.open(), askedAt: SessionFixture.start)
            return machine.lookUpAnswered(fixture.report(.requiresPaymentMethod(nil)), to: ticket, at: now)
        },
        ModelInput("look-up: no such intent", .notFound) { machine, _, now in
            machine.lookUpFoundNothing(for: LookUpTicket(machine.state, askedAt: now), at: now)
        },
        ModelInput("old look-up: no such intent", .notFound) { machine, fixture, now in
            let ticket = LookUpTicket(fixture.open(), askedAt: SessionFixture.start)
            return machine.lookUpFoundNothing(for: ticket, at: now)
        },
    ]

    static let endings = [
        cancelAnswer("canceled", .canceled), cancelAnswer("succeeded", .succeeded),
        cancelAnswer("processing", .processing), cancelAnswer("idle", .requiresPaymentMethod(nil)),
        ModelInput("cancel answered: no such intent", .notFound) { machine, _, now in
            machine.cancelFoundNothing(at: now)
        },
        ModelInput("time came due") { machine, _, now in machine.timeCameDue(at: now) },
        ModelInput("refund accepted") { machine, _, now in machine.refundAnswered(.accepted, at: now) },
        ModelInput("refund refused") { machine, _, now in machine.refundAnswered(.refused(reason: "no"), at: now) },
        ModelInput("merchant notified") { machine, _, now in machine.fulfilled(.merchantNotified, at: now) },
    ]

    static let strays =
        ReportMismatch.allCases.map { mismatch in
            ModelInput("event succeeded, wrong \(mismatch)", .stray) { machine, fixture, now in
                machine.providerEventReceived(fixture.strayReport(mismatch), at: now)
            }
        } + [
            ModelInput("answer succeeded, wrong amount", .stray) { machine, fixture, now in
                guard let number = machine.state.attempt?.number else { return nil }
                return machine.confirmAnswered(attempt: number, .reported(fixture.strayReport(.amount)), at: now)
            },
            ModelInput("look-up succeeded, wrong amount", .stray) { machine, fixture, now in
                let ticket = LookUpTicket(machine.state, askedAt: now)
                return machine.lookUpAnswered(fixture.strayReport(.amount), to: ticket, at: now)
            },
        ]

    private static func answer(_ name: String, _ status: IntentStatus) -> ModelInput {
        ModelInput("answer: \(name)", Claim(status)) { machine, fixture, now in
            guard let number = machine.state.attempt?.number else { return nil }
            return machine.confirmAnswered(attempt: number, .reported(fixture.report(status)), at: now)
        }
    }

    private static func call(_ name: String, _ answer: ConfirmAnswer) -> ModelInput {
        ModelInput("answer: \(name)") { machine, _, now in
            guard let number = machine.state.attempt?.number else { return nil }
            return machine.confirmAnswered(attempt: number, answer, at: now)
        }
    }

    private static func event(
        _ name: String, _ status: IntentStatus, attempt: Int? = nil
    ) -> ModelInput {
        ModelInput("event: \(name)", Claim(status), about: attempt) { machine, fixture, now in
            machine.providerEventReceived(fixture.report(status, attempt: attempt), at: now)
        }
    }

    private static func lookUp(_ name: String, _ status: IntentStatus) -> ModelInput {
        ModelInput("look-up: \(name)", Claim(status)) { machine, fixture, now in
            machine.lookUpAnswered(
                fixture.report(status), to: LookUpTicket(machine.state, askedAt: now), at: now)
        }
    }

    private static func cancelAnswer(_ name: String, _ status: IntentStatus) -> ModelInput {
        ModelInput("cancel answered: \(name)", Claim(status)) { machine, fixture, now in
            machine.cancelAnswered(fixture.report(status), at: now)
        }
    }
}
