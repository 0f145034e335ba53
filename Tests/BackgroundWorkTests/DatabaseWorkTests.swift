import Checkout
import CheckoutFlow
import CheckoutStore
import EventLoop
import Payments
import Postgres
import TestSupport
import Testing

@testable import BackgroundWork

/// The workers on a real database.
@Suite(.timeLimit(.minutes(10))) struct DatabaseWorkTests {
    @Test func sessionsExpireOnceHoweverManyWorkersThereAre() async throws {
        let (database, manual) = (try await WorkFixture.migrated(), ManualClock())
        let ids = try await WorkFixture.with(database, manual) { fixture in
            var ids: [CheckoutSessionID] = []
            for _ in 0..<200 { ids.append(try await fixture.open()) }
            return ids
        }
        manual.advance(by: .seconds(CheckoutLimits.defaultLifetimeSeconds + 1))
        let log = WorkLog()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    try await WorkFixture.with(database, manual) { fixture in
                        let source = WorkSource.dueSessions(DueWork(fixture.pool), fixture.flow)
                        let work = fixture.start([(source, WorkPace(parallel: 16))], log)
                        await log.reaches(ids.count)
                        work.beginStopping()
                        await work.stopped()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(log.failures == [])
        #expect(log.done.sorted() == ids.map { "\($0)" }.sorted())
        try await WorkFixture.with(database, manual) { fixture in
            for id in ids {
                let record = try #require(try await fixture.store.record(id))
                #expect(record.state.status == .expired)
                #expect(record.state.version == 2)
            }
            let backlog = try await DueWork(fixture.pool).backlog(at: fixture.now + .seconds(86_400))
            #expect(backlog.count == 0)
        }
    }

    @Test func parkedEventsAreTakenUpAgain() async throws {
        let (database, manual) = (try await WorkFixture.migrated(), ManualClock())
        let webhooks = ProviderWebhooks(
            signatureHeader: "Stripe-Signature", verify: { _, _, _ in },
            read: { body throws(UnreadableWebhook) in
                let text = String(decoding: body, as: UTF8.self)
                if text == "broken" { throw UnreadableWebhook(reason: "broken") }
                return VerifiedEvent(
                    id: text, type: "product.created", createdAt: Timestamp(unixSeconds: 1), accountID: nil,
                    livemode: false, apiVersion: nil, subject: .other(objectID: nil))
            })
        let providers = Providers(webhooks: [.stripe: webhooks])
        try await WorkFixture.with(database, manual, providers: providers) { fixture in
            let events = ProviderEvents(fixture.pool)
            for (payload, delay) in [("due", 0), ("broken", 0), ("later", 60)] {
                let event = ProviderEvent(
                    provider: .stripe, eventID: payload, livemode: false, type: "product.created",
                    createdAt: fixture.now, receivedAt: fixture.now, payload: Array(payload.utf8))
                let isNew = try await events.store(event, as: .parked, retryAt: fixture.now + .seconds(delay))
                #expect(isNew)
            }
            #expect(try await events.backlog(at: fixture.now).count == 2)
            let log = WorkLog()
            let work = fixture.start([(.providerEvents(events, fixture.flow), WorkPace())], log)
            await log.reaches(2)
            #expect(try await events.find(.stripe, eventID: "due")?.state == .ignored)
            #expect(try await events.find(.stripe, eventID: "broken")?.state == .review)
            #expect(try await events.find(.stripe, eventID: "later")?.state == .parked)
            manual.advance(by: .seconds(60))
            await log.reaches(3)
            #expect(try await events.find(.stripe, eventID: "later")?.state == .ignored)
            #expect(log.failures == [])
            work.beginStopping()
            await work.stopped()
        }
    }

    @Test func oldRowsGoAndNewOnesStay() async throws {
        let (database, manual) = (try await WorkFixture.migrated(), ManualClock())
        try await WorkFixture.with(database, manual) { fixture in
            try await fixture.pool.execute(
                """
                INSERT INTO idempotency_keys (organization_id, livemode, key, fingerprint, claim_id, created_at,
                    status_code, body)
                SELECT $1, false, 'key ' || n, '\\x00', gen_random_uuid(), $2::timestamptz - make_interval(hours => n),
                    200, '\\x00'
                FROM generate_series(1, 2530) n
                """,
                PostgresParameters(
                    PostgresUUID(bits: WorkFixture.organization.id.bits),
                    PostgresTimestamp(unixMicroseconds: fixture.now.unixMilliseconds * 1000)))
            let log = WorkLog()
            let source = WorkSource.pruning(Pruning(fixture.pool), clock: manual.clock)
            let work = fixture.start([(source, .pruning)], log)
            // Those older than 25 hours, in three batches without waiting for the next minute.
            await log.reaches(2505)
            work.beginStopping()
            await work.stopped()
            #expect(log.failures == [])
            let left = try await fixture.pool.first("SELECT count(*) FROM idempotency_keys") { row in
                try row.decode(0, as: Int.self)
            }
            #expect(left == 25)
        }
    }
}
