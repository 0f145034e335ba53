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
