import Checkout
import CheckoutStore
import EventLoop
import Postgres
import TestSupport
import Testing

/// Random histories through the real tables: whatever state the machine can reach, the store gives back what was written,
/// and no constraint of the tables stands in its way.
@Suite struct RoundTripTests {
    @Test(arguments: [CheckoutMode.standard, .trial, .free])
    func everyStateSurvivesTheTables(_ mode: CheckoutMode) async throws {
        try await StoreFixture.with { fixture in
            try await fixture.makeOrganization()
            var generator = SeededGenerator(seed: .random(in: 0 ... .max))
            print("round trip \(mode): \(generator)")
            for round in 0..<40 {
                let late = LatePaymentPolicy(
                    afterExpiry: round.isMultiple(of: 2) ? .honour : .refund,
                    afterCancel: round.isMultiple(of: 3) ? .honour : .refund)
                let created = try await fixture.store.create(try fixture.order(mode, late: late))
                guard case .created(let record, _) = created else { throw Unexpected("\(created)") }
                try await walk(record, fixture, &generator)
            }
        }
    }

    private func walk(
        _ start: SessionRecord, _ fixture: StoreFixture, _ generator: inout SeededGenerator
    ) async throws {
        var record = start
        var now = StoreFixture.start
        var sequence = start.lastSequence
        for _ in 0..<15 {
            now = now + .seconds(Int.random(in: 0...600, using: &generator))
            let input = RandomInput(record, at: now, &generator)
            switch try await fixture.store.apply(
                record.id, { machine throws(InputRefusal) in try input.apply(machine) })
            {
            case .applied(let after, let transition):
                #expect(after.state == transition.state, "\(input)")
                sequence += transition.event == nil ? 0 : 1
                #expect(after.lastSequence == sequence)
                record = after
            case .refused(_, let same):
                #expect(same == record)
            case .notFound, .duplicateEvent, .answered: Issue.record("\(input)")
            }
            #expect(try await fixture.store.record(record.id) == record, "\(input)")
        }
        let changes = try await fixture.store.changes(of: record.id, after: 0)
        #expect(changes.map(\.version) == Array(0..<record.state.version).map { $0 + 1 })
        let dueAt = try await fixture.pool.first(
            "SELECT due_at FROM session_due WHERE session_id = $1",
            PostgresParameters(PostgresUUID(bits: record.id.id.bits))
        ) { row in try row.decode(0, as: PostgresTimestamp.self) }
        #expect(dueAt?.unixMicroseconds == record.dueAt.map { $0.unixMilliseconds * 1000 })
        let attempt = try await fixture.pool.first(
            "SELECT number, outcome FROM payment_attempts WHERE session_id = $1 ORDER BY number DESC LIMIT 1",
            PostgresParameters(PostgresUUID(bits: record.id.id.bits))
        ) { row in "\(try row.decode(0, as: Int.self)) \(try row.decode(1, as: String.self))" }
        #expect(attempt == record.state.attempt.map { "\($0.number) \($0.outcome.rawValue)" })
    }
}

/// The machine did not want an input.
struct InputRefusal: Error {}

/// Something that can happen to a session, likely or not.
struct RandomInput: Sendable, CustomStringConvertible {
    let description: String
    let apply: @Sendable (SessionMachine) throws(InputRefusal) -> Transition

    init(_ record: SessionRecord, at now: Timestamp, _ generator: inout SeededGenerator) {
        let last = record.state.attempt?.number ?? 0
        let number = max(1, last - (Int.random(in: 0..<5, using: &generator) == 0 ? 1 : 0))
        let named = Bool.random(using: &generator) ? number : nil
        let report = Self.report(record, attempt: named, &generator)
        let kind = Int.random(in: 0..<14, using: &generator)
        description = "input \(kind) with \(report) at \(now) on \(record.state)"
        let late = now + .seconds(4000)
        apply = { machine throws(InputRefusal) in
            switch kind {
            case 0, 1, 2:
                do throws(ConfirmRefusal) {
                    return try machine.confirmRequested(
                        paymentMethod: "pm_\(number)", returnURL: "https://shop.example/back", at: now)
                } catch { throw InputRefusal() }
            case 3: return machine.confirmAnswered(attempt: number, .reported(report), at: now)
            case 4: return machine.confirmAnswered(attempt: number, .unknown(requestIsOver: false), at: now)
            case 5:
                return machine.confirmAnswered(
                    attempt: number, .declined(Decline(.cardDeclined, declineCode: "lost_card")), at: now)
            case 6:
                do throws(CancelRefusal) { return try machine.cancelRequested(at: now) } catch { throw InputRefusal() }
            case 7: return machine.timeCameDue(at: now)
            case 8: return machine.timeCameDue(at: late)
            case 9: return machine.providerEventReceived(report, at: now)
            case 10: return machine.cancelAnswered(report, at: now)
            case 11: return machine.refundAnswered(.refused(reason: "no\0pe"), at: now)
            case 12: return machine.fulfilled(.merchantNotified, at: now)
            default: return machine.intentCreated("pi_\(machine.terms.sessionID)", at: now)
            }
        }
    }

    private static func report(
        _ record: SessionRecord, attempt: Int?, _ generator: inout SeededGenerator
    ) -> IntentReport {
        let statuses: [IntentStatus] = [
            .succeeded, .processing, .requiresAction(NextAction(redirectURL: "https://bank.example/check")),
            .requiresAction(nil), .requiresPaymentMethod(Decline(.authenticationFailed)), .requiresPaymentMethod(nil),
            .requiresConfirmation, .canceled,
        ]
        let terms = record.terms.payment
        return IntentReport(
            intentID: record.state.intentID ?? "pi_none",
            status: statuses.randomElement(using: &generator) ?? .canceled, attempt: attempt,
            amount: Int.random(in: 0..<12, using: &generator) == 0 ? StoreFixture.money(1) : terms.expectedAmount,
            accountID: terms.accountID, livemode: terms.livemode)
    }
}
