import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

@Suite struct ApplyTests {
    @Test func fiftyConfirmsAtOnceStartOneAttempt() async throws {
        try await StoreFixture.with { first in
            try await withEventLoopOfAnotherProcess(first) { second in
                let session = try await first.loop.run { try await first.openSession().id }
                let outcomes = try await withThrowingTaskGroup(of: ApplyOutcome<ConfirmRefusal>.self) { group in
                    for index in 0..<50 {
                        let fixture = index.isMultiple(of: 2) ? first : second
                        group.addTask {
                            try await fixture.loop.run {
                                try await fixture.store.apply(session) { machine throws(ConfirmRefusal) in
                                    try machine.confirmRequested(paymentMethod: "pm_1", at: StoreFixture.start)
                                }
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                var started = 0
                for outcome in outcomes {
                    switch outcome {
                    case .applied(_, let transition): started += transition.effects.count
                    case .refused(let refusal, let record):
                        #expect(refusal == .attemptInProgress(1))
                        #expect(record.state.attempt?.number == 1)
                    default: Issue.record("\(outcome)")
                    }
                }
                #expect(started == 1)
            }
        }
    }

    @Test func anUnknownSessionIsNotFound() async throws {
        try await StoreFixture.with { fixture in
            let outcome = try await fixture.store.apply(CheckoutSessionID(UniqueID(bits: 1))) {
                $0.timeCameDue(at: StoreFixture.start)
            }
            guard case .notFound = outcome else { throw Unexpected("\(outcome)") }
        }
    }

    @Test func aBadMemberOfABatchHurtsNobodyElse() async throws {
        try await StoreFixture.with { fixture in
            var sessions: [CheckoutSessionID] = []
            for _ in 0..<8 { sessions.append(try await fixture.openSession().id) }
            // Another session's intent: the unique index refuses it, and with it the whole batch.
            let bad = try await fixture.store.create(fixture.order(.standard))
            guard case .created(let opening, _) = bad else { throw Unexpected("\(bad)") }
            let taken = "pi_\(sessions[0])"
            async let failing = fixture.store.apply(opening.id) { $0.intentCreated(taken, at: StoreFixture.start) }
            let confirmed = await withTaskGroup(of: Bool.self) { group in
                for session in sessions {
                    group.addTask {
                        let outcome = try? await fixture.store.apply(session) { machine throws(ConfirmRefusal) in
                            try machine.confirmRequested(paymentMethod: "pm_1", at: StoreFixture.start)
                        }
                        if case .applied = outcome { return true }
                        return false
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(confirmed == 8)
            do {
                _ = try await failing
                Issue.record("two sessions have one intent")
            } catch let error as PostgresError {
                #expect(error.state == .uniqueViolation)
            }
            #expect(try await fixture.store.record(opening.id)?.state.isOpening == true)
        }
    }
}
