import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Schema
import TestSupport
import Testing

/// The network fails around a COMMIT: nothing is lost, nothing happens twice, and the caller gets the true outcome.
@Suite struct LostCommitTests {
    private func withProxy(
        _ body: @escaping @Sendable @concurrent (TCPProxy, SessionStore, StoreFixture) async throws -> Void
    ) async throws {
        try await StoreFixture.with { fixture in
            let loop = fixture.loop
            let proxy = try TCPProxy(to: .loopback(port: fixture.database.cluster.port), loop: loop)
            let target = try PostgresTarget(
                "host=127.0.0.1 port=\(proxy.port) user=till dbname=\(fixture.database.name) sslmode=disable")
            var options = PoolOptions()
            options.patience = .seconds(60)
            let pool = PostgresPool(target, loop: loop, pool: options)
            let store = SessionStore(pool, feed: fixture.feed, render: StoreFixture.render)
            do {
                try await body(proxy, store, fixture)
            } catch {
                await pool.shutdown()
                proxy.close()
                throw error
            }
            await pool.shutdown()
            proxy.close()
        }
    }

    /// Cuts one COMMIT: before the server sees it, or before we see its answer.
    private func cutOnce(_ proxy: TCPProxy, isExecuted: Bool) {
        let isDone = Locked(false)
        let judge: ([UInt8]) -> TCPProxy.Verdict = { bytes in
            guard bytes.holds("COMMIT"),
                isDone.withLock({ done in
                    defer { done = true }; return !done
                })
            else {
                return .pass
            }
            return .cut
        }
        if isExecuted { proxy.onAnswer = judge } else { proxy.onRequest = judge }
    }

    @Test(arguments: [true, false])
    func aTransitionHappensExactlyOnce(_ isExecuted: Bool) async throws {
        try await withProxy { proxy, store, fixture in
            let session = try await fixture.openSession().id
            cutOnce(proxy, isExecuted: isExecuted)
            let outcome = try await store.apply(session) { machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: "pm_1", at: StoreFixture.start)
            }
            guard case .applied(let record, let transition) = outcome else { throw Unexpected("\(outcome)") }
            #expect(transition.effects.count == 1)
            #expect(try await fixture.store.record(session) == record)
            #expect(try await fixture.store.changes(of: session, after: 0).map(\.version) == [1, 2])
        }
    }

    @Test(arguments: [true, false])
    func aCreateHappensExactlyOnce(_ isExecuted: Bool) async throws {
        try await withProxy { proxy, store, fixture in
            cutOnce(proxy, isExecuted: isExecuted)
            let new = try fixture.order(email: "a@example.org")
            let outcome = try await store.create(new)
            guard case .created(let record, _) = outcome else { throw Unexpected("\(outcome)") }
            #expect(record.id == new.terms.id)
            #expect(try await fixture.store.record(record.id) == record)
        }
    }

    /// A request that came to nothing gives its key back, or its client would be turned away for half a minute.
    @Test(arguments: [true, false])
    func aKeyIsGivenBack(_ isExecuted: Bool) async throws {
        try await withProxy(cutting: "DELETE FROM idempotency_keys", isExecuted: isExecuted) { idempotency in
            let claim = try Self.claim()
            #expect(try await idempotency.claim(claim) == .taken(earlier: nil))
            try await idempotency.release(claim)
            #expect(try await idempotency.claim(Self.claim()) == .taken(earlier: nil))
        }
    }

    /// What was done is not done again for a client that asks again.
    @Test(arguments: [true, false])
    func anAnswerIsKept(_ isExecuted: Bool) async throws {
        try await withProxy(cutting: "UPDATE idempotency_keys", isExecuted: isExecuted) { idempotency in
            let claim = try Self.claim()
            let answer = StoredAnswer(statusCode: 201, body: [1, 2, 3])
            #expect(try await idempotency.claim(claim) == .taken(earlier: nil))
            try await idempotency.finish(claim, answer)
            #expect(try await idempotency.claim(Self.claim()) == .answered(.replay(answer)))
        }
    }

    private static func claim() throws -> IdempotencyClaim {
        let key = try #require(IdempotencyKey("a"))
        let scope = IdempotencyScope(organizationID: StoreFixture.organization, livemode: false, key: key)
        return IdempotencyClaim(scope: scope, fingerprint: [1], at: StoreFixture.start)
    }

    /// The connection is lost once: as the statement leaves, or as its answer comes.
    private func withProxy(
        cutting statement: String, isExecuted: Bool,
        _ body: @escaping @Sendable @concurrent (Idempotency) async throws -> Void
    ) async throws {
        try await withProxy { proxy, store, _ in
            let (hasLeft, isDone) = (Locked(false), Locked(false))
            proxy.onRequest = { bytes in
                guard bytes.holds(statement),
                    !hasLeft.withLock({ left in
                        defer { left = true }; return left
                    })
                else {
                    return .pass
                }
                return isExecuted ? .pass : .cut
            }
            proxy.onAnswer = { _ in
                guard isExecuted, hasLeft.withLock({ $0 }) else { return .pass }
                return isDone.withLock { done in
                    defer { done = true }; return done
                } ? .pass : .cut
            }
            try await body(Idempotency(store.pool))
        }
    }

    @Test func aWholeBatchInDoubtIsSettledMemberByMember() async throws {
        try await withProxy { proxy, store, fixture in
            var sessions: [CheckoutSessionID] = []
            for _ in 0..<10 { sessions.append(try await fixture.openSession().id) }
            cutOnce(proxy, isExecuted: true)
            let started = try await withThrowingTaskGroup(of: Int.self) { group in
                for session in sessions {
                    group.addTask {
                        let outcome = try await store.apply(session) { machine throws(ConfirmRefusal) in
                            try machine.confirmRequested(paymentMethod: "pm_1", at: StoreFixture.start)
                        }
                        if case .applied(_, let transition) = outcome { return transition.effects.count }
                        return 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(started == 10)
            for session in sessions {
                #expect(try await fixture.store.changes(of: session, after: 0).map(\.version) == [1, 2])
            }
        }
    }
}
