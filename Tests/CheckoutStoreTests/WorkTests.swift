import Checkout
import CheckoutStore
import EventLoop
import Testing

@Suite struct WorkTests {
    @Test func twoClaimersNeverGetTheSameSession() async throws {
        try await StoreFixture.with { first in
            try await withEventLoopOfAnotherProcess(first) { second in
                var all: Set<CheckoutSessionID> = []
                for _ in 0..<60 { all.insert(try await second.openSession(.free).id) }
                let time = StoreFixture.start + .seconds(3600)
                let expected = all
                let claimed = try await withThrowingTaskGroup(of: [CheckoutSessionID].self) { group in
                    for index in 0..<12 {
                        let fixture = index.isMultiple(of: 2) ? first : second
                        group.addTask {
                            try await fixture.loop.run {
                                var mine: [CheckoutSessionID] = []
                                let work = DueWork(fixture.pool)
                                while true {
                                    let some = try await work.claim(at: time, lease: .seconds(30), limit: 7)
                                    if some.isEmpty { return mine }
                                    mine += some
                                }
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(claimed.count == 60)
                #expect(Set(claimed) == expected)
                // The lease ends: whoever took it may have died.
                let again = try await DueWork(second.pool).claim(
                    at: time + .seconds(30), lease: .seconds(30), limit: 100)
                #expect(Set(again) == expected)
                // Done: nothing comes back.
                for session in expected {
                    try await second.applied(session) { $0.timeCameDue(at: time) }
                }
                #expect(try await DueWork(second.pool).backlog(at: time + .seconds(86_400)).count == 0)
            }
        }
    }

    @Test func nothingIsDueBeforeItsTime() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession(.free).id
            let work = DueWork(fixture.pool)
            let expiry = StoreFixture.start + .seconds(3600)
            #expect(try await work.claim(at: expiry - .milliseconds(1), lease: .seconds(1), limit: 9).isEmpty)
            #expect(try await work.claim(at: expiry, lease: .seconds(1), limit: 9) == [session])
        }
    }

    private static func event(_ id: String, intent: String? = nil) -> ProviderEvent {
        ProviderEvent(
            provider: .stripe, eventID: id, livemode: false, type: "payment_intent.succeeded",
            createdAt: StoreFixture.start, receivedAt: StoreFixture.start, payload: Array("{}".utf8), intentID: intent)
    }

    private static func report(_ record: SessionRecord, amount: Money? = nil) -> IntentReport {
        IntentReport(
            intentID: record.state.intentID ?? "", status: .succeeded, amount: amount ?? record.terms.quote.due,
            accountID: record.terms.merchant.accountID, livemode: false)
    }

    @Test func anEventThatComesThriceAtOnceIsAppliedOnce() async throws {
        try await StoreFixture.with { first in
            try await withEventLoopOfAnotherProcess(first) { second in
                let record = try await second.openSession()
                let report = Self.report(record)
                let outcomes = try await withThrowingTaskGroup(of: ApplyOutcome<Never>.self) { group in
                    for index in 0..<6 {
                        let fixture = index.isMultiple(of: 2) ? first : second
                        group.addTask {
                            try await fixture.loop.run {
                                try await fixture.store.apply(record.id, event: .new(Self.event("evt_1"))) {
                                    $0.providerEventReceived(report, at: StoreFixture.start)
                                }
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                var applied = 0
                for outcome in outcomes {
                    switch outcome {
                    case .applied: applied += 1
                    case .duplicateEvent: break
                    default: Issue.record("\(outcome)")
                    }
                }
                #expect(applied == 1)
                let stored = try await ProviderEvents(second.pool).find(.stripe, eventID: "evt_1")
                #expect(stored?.state == .applied)
                #expect(stored?.sessionID == record.id)
                let kinds = try await second.store.timeline(record.id).map(\.what)
                #expect(kinds.count == 3)
            }
        }
    }

    @Test func anEventOfAnUnknownSessionIsParkedAndAppliedLater() async throws {
        try await StoreFixture.with { fixture in
            let events = ProviderEvents(fixture.pool)
            let outcome = try await fixture.store.apply(
                CheckoutSessionID(UniqueID(bits: 5)), event: .new(Self.event("evt_1"))
            ) { $0.timeCameDue(at: StoreFixture.start) }
            guard case .notFound = outcome else { throw Unexpected("\(outcome)") }
            let claimed = try await events.claim(at: StoreFixture.start, lease: .seconds(60), limit: 10)
            #expect(claimed.map(\.state) == [.parked])
            #expect(claimed.map(\.tries) == [1])
            #expect(try await events.claim(at: StoreFixture.start, lease: .seconds(60), limit: 10).isEmpty)
            let record = try await fixture.openSession()
            let report = Self.report(record)
            let id = try #require(claimed.first?.event.id)
            for round in 0..<2 {
                let later = try await fixture.store.apply(record.id, event: .stored(id)) {
                    $0.providerEventReceived(report, at: StoreFixture.start)
                }
                switch later {
                case .applied(let after, _) where round == 0: #expect(after.state.status == .completed)
                case .duplicateEvent where round == 1: break
                default: Issue.record("\(later)")
                }
            }
            #expect(try await events.find(id)?.state == .applied)
        }
    }

    @Test func aReportThatDoesNotMatchIsUpForReview() async throws {
        try await StoreFixture.with { fixture in
            let record = try await fixture.openSession()
            let wrong = Self.report(record, amount: StoreFixture.money(1))
            let event = Self.event("evt_1")
            _ = try await fixture.store.apply(record.id, event: .new(event)) {
                $0.providerEventReceived(wrong, at: StoreFixture.start)
            }
            #expect(try await fixture.store.record(record.id)?.state.status == .pending)
            let reviews = Reviews(fixture.pool)
            let open = try await reviews.list(.installation, .open, limit: 10).items
            #expect(open.map(\.kind) == ["report_does_not_match"])
            #expect(open.first?.providerEventID == event.id)
            #expect(try await ProviderEvents(fixture.pool).find(event.id)?.state == .review)
            let review = try #require(open.first)
            #expect(review.organizationID == record.organizationID && review.livemode == false)
            #expect(try await reviews.resolve(review.id, in: .installation, at: StoreFixture.start)?.resolvedAt != nil)
            #expect(try await reviews.openCount() == 0)
        }
    }

    @Test func whatIsOldIsPruned() async throws {
        try await StoreFixture.with { fixture in
            let pruning = Pruning(fixture.pool)
            _ = try await fixture.store.create(try fixture.order(email: "a@example.org"))
            _ = try await ProviderEvents(fixture.pool).store(Self.event("evt_1"), as: .ignored)
            let later = StoreFixture.start + .seconds(90_000)
            #expect(try await pruning.orderFingerprints(expiredBefore: StoreFixture.start, limit: 10) == 0)
            #expect(try await pruning.orderFingerprints(expiredBefore: later, limit: 10) == 1)
            #expect(try await pruning.providerEvents(receivedBefore: later, limit: 10) == 1)
            #expect(try await pruning.idempotencyKeys(usedBefore: later, limit: 10) == 0)
            #expect(try await pruning.tokenRevocations(expiredBefore: later, limit: 10) == 0)
        }
    }
}
