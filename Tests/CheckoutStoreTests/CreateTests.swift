import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

@Suite struct CreateTests {
    @Test func aFreeSessionIsSeenAtOnce() async throws {
        try await StoreFixture.with { fixture in
            let new = try fixture.order(metadata: ["plan": "\"quoted\" \\ and ünïcode"])
            guard case .created(let record, let transition) = try await fixture.store.create(new) else {
                throw Unexpected("not created")
            }
            #expect(transition.event?.kind == .created)
            #expect(record.state.version == 1)
            #expect(try await fixture.store.record(record.id) == record)
            let seen = try await fixture.store.publicSession(record.id)
            #expect(seen?.body == StoreFixture.render(record))
            #expect(seen?.version == 1)
        }
    }

    @Test func aPaidSessionIsHiddenUntilItHasItsIntent() async throws {
        try await StoreFixture.with { fixture in
            guard case .created(let record, let transition) = try await fixture.store.create(fixture.order(.standard))
            else { throw Unexpected("not created") }
            #expect(transition.effects == [.createIntent(key: .intent(of: record.id))])
            #expect(try await fixture.store.publicSession(record.id) == nil)
            let outcome = try await fixture.store.apply(record.id, sealedIntentSecret: [1, 2, 3]) {
                $0.intentCreated("pi_1", at: StoreFixture.start)
            }
            guard case .applied(let open, _) = outcome else { throw Unexpected("\(outcome)") }
            #expect(open.sealedIntentSecret == [1, 2, 3])
            #expect(try await fixture.store.record(record.id) == open)
            #expect(try await fixture.store.publicSession(record.id)?.version == 1)
            #expect(try await fixture.store.sessionID(ofIntent: "pi_1", provider: .stripe) == record.id)
        }
    }

    @Test(arguments: [CheckoutMode.free, .standard])
    func aHundredIdenticalOrdersAtOnceMakeOneSession(_ mode: CheckoutMode) async throws {
        try await StoreFixture.with { first in
            try await withEventLoopOfAnotherProcess(first) { second in
                let orders = try (0..<100).map { _ in try first.order(mode, email: "a@example.org") }
                let outcomes = try await withThrowingTaskGroup(of: CreateOutcome.self) { group in
                    for (index, order) in orders.enumerated() {
                        let fixture = index.isMultiple(of: 2) ? first : second
                        group.addTask { try await fixture.loop.run { try await fixture.store.create(order) } }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                var ids: Set<CheckoutSessionID> = []
                var created = 0
                for outcome in outcomes {
                    switch outcome {
                    case .created(let record, _):
                        created += 1
                        ids.insert(record.id)
                    case .existing(let record):
                        #expect(mode == .free)
                        ids.insert(record.id)
                    case .opening(let record):
                        #expect(mode == .standard)
                        ids.insert(record.id)
                    case .answered: Issue.record("no key was given")
                    case .refused(let refusal): Issue.record("\(refusal)")
                    }
                }
                #expect(created == 1)
                #expect(ids.count == 1)
                let count = try await second.pool.first("SELECT count(*) FROM checkout_sessions") { row in
                    try row.decode(0, as: Int.self)
                }
                #expect(count == 1)
            }
        }
    }

    @Test func anOrderWhoseSessionWasUsedMakesAnother() async throws {
        try await StoreFixture.with { fixture in
            try await fixture.makeOrganization()
            let first = try fixture.order(email: "a@example.org")
            _ = try await fixture.store.create(first)
            try await fixture.applied(first.terms.id) { machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: nil, at: StoreFixture.start)
            }
            let second = try fixture.order(email: "a@example.org")
            guard case .created(let record, _) = try await fixture.store.create(second) else {
                throw Unexpected("not created")
            }
            #expect(record.id == second.terms.id)
            guard case .existing(let again) = try await fixture.store.create(fixture.order(email: "a@example.org"))
            else { throw Unexpected("not recognised") }
            #expect(again.id == second.terms.id)
        }
    }
}

/// A second store with its own loop and connections on the same database.
func withEventLoopOfAnotherProcess(
    _ fixture: StoreFixture, _ body: @Sendable @concurrent (StoreFixture) async throws -> Void
) async throws {
    let loop = try EventLoop.start(name: "second")
    do {
        try await loop.run { try await StoreFixture.on(loop, fixture.database, body) }
        await loop.stop()
    } catch {
        await loop.stop()
        throw error
    }
}
