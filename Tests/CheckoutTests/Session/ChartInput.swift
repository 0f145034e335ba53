@testable import Checkout

/// A line of the chart: something that happens, in plain words.
struct ChartInput: Sendable {
    let name: String
    let apply: @Sendable (DrivenSession) -> Result<Transition, Refusal>

    /// A refusal of either kind, by its name.
    struct Refusal: Error { let name: String }

    private init(_ name: String, _ apply: @escaping @Sendable (DrivenSession) -> Result<Transition, Refusal>) {
        self.name = name
        self.apply = apply
    }

    private init(
        _ name: String, at wait: Duration = .zero,
        _ apply: @escaping @Sendable (SessionMachine, SessionFixture, Timestamp) -> Transition
    ) {
        self.init(name) { .success(apply($0.machine, $0.fixture, $0.now + wait)) }
    }

    static let all = clients + answers + events + lookUps + time

    private static let declined = IntentStatus.requiresPaymentMethod(Decline())
    private static let action = IntentStatus.requiresAction(SessionFixture.bank)

    private static let clients = [
        ChartInput("confirm") { confirmed($0, "pm_a") },
        ChartInput("confirm with another card") { confirmed($0, "pm_other") },
        ChartInput("cancel requested") { session in
            do throws(CancelRefusal) {
                return .success(try session.machine.cancelRequested(at: session.now))
            } catch {
                return .failure(Refusal(name: "\(error)".prefixBeforeParenthesis))
            }
        },
        ChartInput("buyer returned", at: .seconds(5)) { machine, _, now in machine.buyerReturned(at: now) },
        ChartInput("intent created") { machine, _, now in machine.intentCreated(SessionFixture.intentID, at: now) },
        ChartInput("intent refused") { machine, _, now in machine.intentRefused(reason: "", at: now) },
    ]

    private static let answers = [
        answer("succeeded", .succeeded), answer("declined", declined), answer("requires action", action),
        answer("processing", .processing), call("not sent", .notSent), call("lost", .unknown(requestIsOver: false)),
        call("provider failed", .unknown(requestIsOver: true)),
    ]

    private static let events = [
        event("succeeded", .succeeded, attempt: nil), event("succeeded, of another amount", nil, attempt: nil),
        event("failed", declined, attempt: 1), event("failed, of an unnamed attempt", declined, attempt: nil),
        event("requires action", action, attempt: 1), event("processing", .processing, attempt: 1),
        event("canceled", .canceled, attempt: nil),
    ]

    private static let lookUps = [
        lookUp("waits for a payment method", .requiresPaymentMethod(nil)), lookUp("requires action", action),
        lookUp("processing", .processing), lookUp("succeeded", .succeeded),
        ChartInput("look-up: no such intent") { machine, _, now in
            machine.lookUpFoundNothing(for: LookUpTicket(machine.state, askedAt: now), at: now)
        },
    ]

    private static let time = [
        cancelAnswer("canceled", .canceled), cancelAnswer("it is processing", .processing),
        cancelAnswer("it has succeeded", .succeeded),
        ChartInput("cancel answered: no such intent") { machine, _, now in machine.cancelFoundNothing(at: now) },
        ChartInput("a check came due", at: .seconds(60)) { machine, _, now in machine.timeCameDue(at: now) },
        ChartInput("expiry came due") { .success($0.machine.timeCameDue(at: max($0.now, SessionFixture.expiry))) },
        ChartInput("refund accepted") { machine, _, now in machine.refundAnswered(.accepted, at: now) },
        ChartInput("refund refused") { machine, _, now in machine.refundAnswered(.refused(reason: ""), at: now) },
    ]

    private static func confirmed(_ session: DrivenSession, _ method: String) -> Result<Transition, Refusal> {
        do throws(ConfirmRefusal) {
            return .success(try session.machine.confirmRequested(paymentMethod: method, at: session.now))
        } catch {
            return .failure(Refusal(name: "\(error)".prefixBeforeParenthesis))
        }
    }

    private static func answer(_ name: String, _ status: IntentStatus) -> ChartInput {
        ChartInput("answer: \(name)") { machine, fixture, now in
            machine.confirmAnswered(attempt: 1, .reported(fixture.report(status)), at: now)
        }
    }

    private static func call(_ name: String, _ answer: ConfirmAnswer) -> ChartInput {
        ChartInput("answer: \(name)") { machine, _, now in machine.confirmAnswered(attempt: 1, answer, at: now) }
    }

    private static func event(_ name: String, _ status: IntentStatus?, attempt: Int?) -> ChartInput {
        ChartInput("event: \(name)") { machine, fixture, now in
            let report = status.map { fixture.report($0, attempt: attempt) } ?? fixture.strayReport(.amount)
            return machine.providerEventReceived(report, at: now)
        }
    }

    private static func lookUp(_ name: String, _ status: IntentStatus) -> ChartInput {
        ChartInput("look-up: \(name)") { machine, fixture, now in
            machine.lookUpAnswered(fixture.report(status), to: LookUpTicket(machine.state, askedAt: now), at: now)
        }
    }

    private static func cancelAnswer(_ name: String, _ status: IntentStatus) -> ChartInput {
        ChartInput("cancel answered: \(name)") { machine, fixture, now in
            machine.cancelAnswered(fixture.report(status), at: now)
        }
    }
}

extension String {
    /// A case's name without its values.
    fileprivate var prefixBeforeParenthesis: String { String(prefix { $0 != "(" }) }
}
