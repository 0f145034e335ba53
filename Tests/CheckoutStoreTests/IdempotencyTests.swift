import Checkout
import CheckoutStore
import EventLoop
import Testing

@Suite struct IdempotencyTests {
    private static let answer = StoredAnswer(statusCode: 201, body: Array("sealed".utf8))

    private static func scope(_ text: String, _ organization: UInt128 = 0xA, livemode: Bool = false) -> IdempotencyScope
    {
        guard let key = IdempotencyKey(text) else { preconditionFailure("a key") }
        return IdempotencyScope(
            organizationID: OrganizationID(UniqueID(bits: organization)), livemode: livemode, key: key)
    }

    private static func claim(
        _ scope: IdempotencyScope, _ fingerprint: UInt8 = 1, at time: Timestamp = StoreFixture.start
    ) -> IdempotencyClaim {
        IdempotencyClaim(scope: scope, fingerprint: [fingerprint], at: time)
    }

    private static func use(_ claim: IdempotencyClaim) -> IdempotencyUse { IdempotencyUse(claim) { _ in answer } }

    private static func count(_ fixture: StoreFixture) async throws -> Int {
        try await fixture.store.list(
            SessionFilter(organizationID: StoreFixture.organization, livemode: false), limit: 1000
        ).items.count
    }

    @Test func fiftyAtOnceHaveOneEffectAndOneAnswer() async throws {
        try await StoreFixture.with { first in
            try await withEventLoopOfAnotherProcess(first) { second in
                let outcomes = try await withThrowingTaskGroup(of: CreateOutcome.self) { group in
                    for index in 0..<50 {
                        let fixture = index.isMultiple(of: 2) ? first : second
                        group.addTask {
                            try await fixture.loop.run {
                                try await fixture.store.create(
                                    try fixture.order(), idempotency: Self.use(Self.claim(Self.scope("k"))))
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                var created = 0
                for outcome in outcomes {
                    switch outcome {
                    case .created: created += 1
                    case .answered(let answer): #expect(answer == .replay(Self.answer))
                    case .existing, .opening, .refused: Issue.record("\(outcome)")
                    }
                }
                #expect(created == 1)
                #expect(try await Self.count(second) == 1)
            }
        }
    }

    @Test func anotherRequestWithTheSameKeyIsRefused() async throws {
        try await StoreFixture.with { fixture in
            _ = try await fixture.store.create(
                try fixture.order(), idempotency: Self.use(Self.claim(Self.scope("k"))))
            let other = try await fixture.store.create(
                try fixture.order(), idempotency: Self.use(Self.claim(Self.scope("k"), 2)))
            guard case .answered(.mismatch) = other else { throw Unexpected("\(other)") }
            #expect(try await Self.count(fixture) == 1)
        }
    }

    @Test func anotherTenantOrModeHasKeysOfItsOwn() async throws {
        try await StoreFixture.with { fixture in
            for scope in [Self.scope("k"), Self.scope("k", 0xB), Self.scope("k", livemode: true)] {
                let outcome = try await fixture.store.create(
                    try fixture.order(), idempotency: Self.use(Self.claim(scope)))
                guard case .created = outcome else { throw Unexpected("\(outcome)") }
            }
        }
    }

    @Test(arguments: [(86_399, false), (86_400, true)])
    func aKeyIsKeptForADay(_ age: Int, _ isNew: Bool) async throws {
        try await StoreFixture.with { fixture in
            _ = try await fixture.store.create(
                try fixture.order(), idempotency: Self.use(Self.claim(Self.scope("k"))))
            let later = try await fixture.store.create(
                try fixture.order(),
                idempotency: Self.use(Self.claim(Self.scope("k"), at: StoreFixture.start + .seconds(age))))
            switch later {
            case .created: #expect(isNew)
            case .answered(.replay(Self.answer)): #expect(!isNew)
            default: Issue.record("\(later)")
            }
        }
    }

    /// A request that was answered may still have writes to come; none of them takes the answer back.
    @Test func theFirstAnswerStands() async throws {
        try await StoreFixture.with { fixture in
            let claim = Self.claim(Self.scope("k"))
            let created = try await fixture.store.create(
                try fixture.order(.standard), idempotency: IdempotencyUse(claim))
            guard case .created(let record, _) = created else { throw Unexpected("\(created)") }
            let keys = Idempotency(fixture.pool)
            try await keys.finish(claim, Self.answer)
            let late = StoredAnswer(statusCode: 504, body: [9])
            for answer in [late, nil] {
                let use = IdempotencyUse(claim, takesKey: false) { _ in answer }
                _ = try await fixture.store.apply(record.id, idempotency: use) {
                    $0.creationRepeated(at: StoreFixture.start)
                }
            }
            try await keys.finish(claim, late)
            #expect(
                try await keys.claim(Self.claim(Self.scope("k"))) == .answered(.replay(Self.answer)))
        }
    }

    @Test func aRunningRequestIsWaitedForAndADeadOneIsTakenOver() async throws {
        try await StoreFixture.with { fixture in
            // The first makes the session and dies before its answer.
            let first = Self.claim(Self.scope("k"))
            let created = try await fixture.store.create(
                try fixture.order(.standard), idempotency: IdempotencyUse(first))
            guard case .created(let record, _) = created else { throw Unexpected("\(created)") }
            let soon = try await fixture.store.create(
                try fixture.order(.standard), idempotency: Self.use(Self.claim(Self.scope("k"))))
            guard case .answered(.stillRunning) = soon else { throw Unexpected("\(soon)") }
            let second = Self.claim(Self.scope("k"), at: StoreFixture.start + .seconds(61))
            let later = try await fixture.store.create(
                try fixture.order(.standard), idempotency: IdempotencyUse(second))
            guard case .opening(let same) = later else { throw Unexpected("\(later)") }
            #expect(same.id == record.id)
            // The dead one wakes up: its answer counts no more.
            let keys = Idempotency(fixture.pool)
            try await keys.finish(first, StoredAnswer(statusCode: 500, body: [0]))
            let use = IdempotencyUse(second, takesKey: false) { _ in Self.answer }
            _ = try await fixture.store.apply(record.id, idempotency: use) {
                $0.intentCreated("pi_1", at: StoreFixture.start)
            }
            let replay = try await keys.claim(Self.claim(Self.scope("k"), at: StoreFixture.start + .seconds(62)))
            #expect(replay == .answered(.replay(Self.answer)))
        }
    }

    @Test func aReleasedKeyIsFreeAgain() async throws {
        try await StoreFixture.with { fixture in
            let keys = Idempotency(fixture.pool)
            let first = Self.claim(Self.scope("k"))
            #expect(try await keys.claim(first) == .taken(earlier: nil))
            #expect(try await keys.claim(Self.claim(Self.scope("k"))) == .answered(.stillRunning(retryAfterSeconds: 1)))
            try await keys.release(first)
            let second = Self.claim(Self.scope("k"))
            #expect(try await keys.claim(second) == .taken(earlier: nil))
            try await keys.finish(second, Self.answer)
            // Answered keys are not released: the effect has happened.
            try await keys.release(second)
            #expect(try await keys.claim(Self.claim(Self.scope("k"))) == .answered(.replay(Self.answer)))
        }
    }

    @Test func aRefusedInputKeepsNoAnswer() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession().id
            let outcome = try await fixture.store.apply(session, idempotency: Self.use(Self.claim(Self.scope("k")))) {
                machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: nil, at: StoreFixture.start)
            }
            guard case .refused(.paymentMethodRequired, _) = outcome else { throw Unexpected("\(outcome)") }
            let again = try await Idempotency(fixture.pool).claim(Self.claim(Self.scope("k")))
            #expect(again == .answered(.stillRunning(retryAfterSeconds: 1)))
        }
    }
}
