import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

/// What waits for a person: whose it is, and how it is resolved.
@Suite struct ReviewTests {
    private static func later(_ seconds: Int64) -> Timestamp { StoreFixture.start + .seconds(seconds) }

    @Test func everybodySeesTheirOwn() async throws {
        try await StoreFixture.with { fixture in
            let (reviews, mine) = (Reviews(fixture.pool), StoreFixture.organization)
            let session = try await fixture.openSession()
            let other = OrganizationID(UniqueID(bits: 0xABC))
            try await reviews.add(
                kind: "a", detail: "", organization: mine, session: session.id, at: Self.later(1))
            try await reviews.add(kind: "b", detail: "", organization: other, at: Self.later(2))
            try await reviews.add(kind: "c", detail: "", at: Self.later(3))

            func kinds(_ scope: ReviewScope, _ status: ReviewStatus? = nil) async throws -> [String] {
                try await reviews.list(scope, status, limit: 10).items.map(\.kind)
            }
            #expect(try await kinds(.installation) == ["c", "b", "a"])
            #expect(try await kinds(.organization(mine)) == ["a"])
            #expect(try await kinds(.merchant(mine, livemode: false)) == ["a"])
            #expect(try await kinds(.merchant(mine, livemode: true)).isEmpty)
            #expect(try await kinds(.merchant(other, livemode: false)).isEmpty, "nobody knows of which mode it is")
            #expect(try await kinds(.organization(other)) == ["b"])

            let first = try await reviews.list(.installation, limit: 2)
            let rest = try await reviews.list(.installation, after: first.next, limit: 2)
            #expect((first.items + rest.items).map(\.kind) == ["c", "b", "a"] && rest.next == nil)

            let one = try #require(rest.items.first)
            let stranger = ReviewScope.merchant(other, livemode: false)
            #expect(try await reviews.review(one.id, in: stranger) == nil)
            #expect(try await reviews.resolve(one.id, in: stranger, at: Self.later(9)) == nil)
            #expect(try await reviews.openCount() == 3)
            let resolved = try await reviews.resolve(one.id, in: .organization(mine), note: "done", at: Self.later(9))
            #expect(resolved?.note == "done" && resolved?.resolvedAt == Self.later(9))
            let again = try await reviews.resolve(one.id, in: .installation, note: "me too", at: Self.later(10))
            #expect(again == resolved, "the first says how")
            #expect(try await kinds(.installation, .open) == ["c", "b"])
            #expect(try await kinds(.installation, .resolved) == ["a"])
        }
    }

    @Test func anEventThatIsReplayedNoLongerWaits() async throws {
        try await StoreFixture.with { fixture in
            let (reviews, events) = (Reviews(fixture.pool), ProviderEvents(fixture.pool))
            let event = ProviderEvent(
                provider: .stripe, eventID: "evt_1", livemode: true, type: "charge.refunded",
                createdAt: StoreFixture.start, receivedAt: StoreFixture.start, payload: Array("{}".utf8))
            #expect(try await events.store(event, as: .received, retryAt: StoreFixture.start))
            for round in 1...2 {
                #expect(
                    try await events.putUpForReview(
                        event.id, kind: "unreadable_event", detail: "why\0", at: Self.later(Int64(round))))
                let open = try await reviews.list(.installation, .open, limit: 10).items
                #expect(open.map(\.kind) == ["unreadable_event"] && open[0].detail == "why")
                #expect(open[0].livemode == true && open[0].organizationID == nil)
                #expect(try await events.replay(event.id, at: Self.later(Int64(round))))
                #expect(try await reviews.openCount() == 0)
                #expect(
                    try await reviews.review(open[0].id, in: .installation)?.note == ProviderEvents.replayNote)
                #expect(try await events.find(event.id)?.state == .received)
            }
            try await events.settle(event.id, as: .applied)
            #expect(try await events.replay(event.id, at: Self.later(9)) == false)
        }
    }

    @Test func anEventOfASessionIsItsMerchants() async throws {
        try await StoreFixture.with { fixture in
            let record = try await fixture.openSession()
            let events = ProviderEvents(fixture.pool)
            let event = ProviderEvent(
                provider: .stripe, eventID: "evt_1", livemode: false, type: "t", createdAt: StoreFixture.start,
                receivedAt: StoreFixture.start, payload: [])
            _ = try await events.store(event, as: .received, retryAt: StoreFixture.start)
            try await fixture.pool.execute(
                "UPDATE provider_events SET session_id = $1",
                PostgresParameters(PostgresUUID(bits: record.id.id.bits)))
            _ = try await events.putUpForReview(event.id, kind: "k", detail: "", at: StoreFixture.start)
            let scope = ReviewScope.merchant(record.organizationID, livemode: false)
            #expect(try await Reviews(fixture.pool).list(scope, limit: 5).items.map(\.sessionID) == [record.id])
        }
    }
}
