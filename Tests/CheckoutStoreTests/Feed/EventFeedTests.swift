import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

/// What a subscriber was told, and somebody who waits for a part of it.
///
/// `@unchecked Sendable`: it is touched on its loop only.
final class Journal: @unchecked Sendable {
    private(set) var changes: [SessionChange] = []
    private var waiting: [(isEnough: ([SessionChange]) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

    func add(_ change: SessionChange) {
        changes.append(change)
        let done = waiting.filter { $0.isEnough(changes) }
        waiting.removeAll { $0.isEnough(changes) }
        for waiter in done { waiter.continuation.resume() }
    }

    func wait(until isEnough: @escaping ([SessionChange]) -> Bool) async {
        if isEnough(changes) { return }
        await withCheckedContinuation { waiting.append((isEnough, $0)) }
    }

    var versions: [Int] { changes.map(\.version) }
}

@Suite struct EventFeedTests {
    /// Declined again and again: each attempt makes two versions.
    static func decline(_ fixture: StoreFixture, _ session: CheckoutSessionID, times: Int) async throws {
        for index in 0..<times {
            let record = try await fixture.applied(session) { machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: "pm_\(index)", at: StoreFixture.start)
            }
            let number = record.state.attempt?.number ?? 0
            try await fixture.applied(session) {
                $0.confirmAnswered(attempt: number, .declined(Decline()), at: StoreFixture.start)
            }
        }
    }

    @Test func everyVersionOnceAndInOrderAcrossProcesses() async throws {
        try await StoreFixture.with { first in
            try await withEventLoopOfAnotherProcess(first) { second in
                let session = try await first.loop.run { try await first.openSession().id }
                let journal = Journal()
                // Subscribed through one process, changed through both.
                let subscription = second.feed.subscribe(session, after: nil) { journal.add($0) }
                try await first.loop.run { try await Self.decline(first, session, times: 3) }
                try await Self.decline(second, session, times: 2)
                try await first.loop.run { try await Self.decline(first, session, times: 2) }
                await journal.wait { $0.last?.version == 15 }
                second.feed.unsubscribe(subscription)
                let versions = journal.versions
                #expect(versions == Array((versions.first ?? 0)...15))
                let table = try await second.store.changes(of: session, after: (versions.first ?? 1) - 1)
                #expect(journal.changes == table)
            }
        }
    }

    @Test func aLocalChangeIsToldBeforeItsCommitterKnows() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession().id
            let journal = Journal()
            _ = fixture.feed.subscribe(session, after: 1) { journal.add($0) }
            // The catch-up read has to be over, or the change comes by it.
            #expect(await fixture.feed.next(session, after: 0, within: .seconds(10))?.version == 1)
            try await Self.decline(fixture, session, times: 1)
            #expect(journal.versions == [2, 3])
        }
    }

    @Test func subscribingAtTheInstantOfTheLastChangeNeverMissesIt() async throws {
        try await StoreFixture.with { first in
            try await withEventLoopOfAnotherProcess(first) { second in
                for round in 0..<30 {
                    let session = try await second.openSession(.free).id
                    let journal = Journal()
                    async let completed = first.loop.run {
                        try await first.applied(session) { machine throws(ConfirmRefusal) in
                            try machine.confirmRequested(paymentMethod: nil, at: StoreFixture.start)
                        }
                    }
                    if round.isMultiple(of: 2) { _ = try await second.store.publicSession(session) }
                    let subscription = second.feed.subscribe(session, after: nil) { journal.add($0) }
                    await journal.wait { $0.last?.status.isTerminal == true }
                    second.feed.unsubscribe(subscription)
                    #expect(journal.versions == [1, 2] || journal.versions == [2])
                    _ = try await completed
                }
            }
        }
    }

    @Test func aReconnectGetsExactlyWhatItMissed() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession().id
            try await Self.decline(fixture, session, times: 3)
            for after in 0...7 {
                let journal = Journal()
                let subscription = fixture.feed.subscribe(session, after: after) { journal.add($0) }
                if after < 7 { await journal.wait { $0.last?.version == 7 } }
                fixture.feed.unsubscribe(subscription)
                #expect(journal.versions == Array(1...7).filter { $0 > after })
            }
        }
    }

    @Test func theTableIsTheTruthWhenNobodyRings() async throws {
        try await StoreFixture.with(pollInterval: .milliseconds(50)) { fixture in
            let session = try await fixture.openSession(.free).id
            let journal = Journal()
            _ = fixture.feed.subscribe(session, after: 1) { journal.add($0) }
            // Behind everybody's back: no store, no bell.
            _ = try await fixture.pool.transaction { transaction in
                try await transaction.commit(executing: [
                    (
                        """
                        UPDATE checkout_sessions SET version = 2, last_sequence = 2, status = 'completed',
                            completed_at = created_at, ended_at = created_at WHERE id = $1
                        """, PostgresParameters(PostgresUUID(bits: session.id.bits))
                    ),
                    (
                        """
                        INSERT INTO session_events
                            (session_id, sequence, version, status, is_visible, kind, at, body, written_by)
                        VALUES ($1, 2, 2, 'completed', true, 'completed', now(), '{}', 1)
                        """, PostgresParameters(PostgresUUID(bits: session.id.bits))
                    ),
                ])
            }
            await journal.wait { $0.last?.version == 2 }
            #expect(journal.versions == [2])
        }
    }

    @Test func waitingEndsWithTheChangeOrWithPatience() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession(.free).id
            #expect(await fixture.feed.next(session, after: 1, within: .milliseconds(1)) == nil)
            #expect(await fixture.feed.next(session, after: 0, within: .seconds(10))?.version == 1)
            #expect(fixture.feed.subscriberCount == 0)
        }
    }
}
