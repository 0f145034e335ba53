import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

@Suite(.serialized) struct RefundStoreTests {
    @Test func everyStateIsReadAsItWasWritten() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let store = RefundStore(fixture.pool)
            let now = StoreFixture.start + .seconds(1)
            let made = try await fixture.refund(payment, 500, metadata: ["order": "7"])
            #expect(try await store.find(made.id) == made)
            let inputs: [@Sendable (RefundMachine) -> RefundTransition] = [
                { $0.callAnswered(.unknown, at: now) },
                { $0.timeCameDue(at: now + .seconds(60)) },
                { $0.notFound(RefundTicket(revision: $0.state.revision), at: now) },
                { $0.callAnswered(.reported(fixture.report("re_1", 500, .pending)), at: now) },
                { $0.reported(fixture.report("re_1", 500, .failed), at: now) },
            ]
            for input in inputs {
                let applied = try #require(try await store.apply(made.id, at: now, input))
                #expect(try await store.find(made.id) == applied.record)
            }
            let ended = try #require(try await store.find(made.id))
            #expect(ended.state.status == .failed && ended.metadata["order"] == "7")
            let timeline = try await fixture.lines(payment)
            #expect(
                timeline == [
                    "refund_requested", "refund_in_doubt", "refund_repeated", "refund_pending", "refund_failed",
                ])
            let reviews = try await fixture.openReviews()
            #expect(reviews.map(\.kind) == ["refund_failed"])
            #expect(reviews.first?.sessionID == payment.sessionID)
        }
    }

    /// Two of 60 per cent each: one of them passes.
    @Test func refundsAtOnceNeverExceedThePayment() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let outcomes = try await fixture.request(payment, [1200, 1200, 1200, 1200])
            #expect(outcomes.count { if case .recorded = $0 { true } else { false } } == 1)
            let left = StoreFixture.money(799)
            for case .refused(let refusal) in outcomes { #expect(refusal == .exceedsPayment(left: left)) }
            let rest = try await fixture.refund(payment, nil)
            #expect(rest.terms.amount == left)
            guard case .refused(.nothingToRefund)? = try await fixture.request(payment, [1]).first else {
                throw Unexpected("more than was paid")
            }
            #expect(try await RefundStore(fixture.pool).held(by: payment) == StoreFixture.money(1999))
        }
    }

    /// The same from two processes.
    @Test func refundsOfTwoProcessesNeverExceedThePayment() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            try await StoreFixture.on(fixture.loop, fixture.database) { other in
                async let here = fixture.request(payment, [1200, 700, 300])
                async let there = other.request(payment, [1200, 700, 300])
                let outcomes = try await here + there
                let sum = outcomes.reduce(Int64(0)) { sum, outcome in
                    if case .recorded(let record, _) = outcome { sum + record.terms.amount.minorUnits } else { sum }
                }
                #expect(sum > 0 && sum <= 1999)
                #expect(try await RefundStore(fixture.pool).held(by: payment) == StoreFixture.money(sum))
            }
        }
    }

    @Test func whatWasNotPaidIsNotRefunded() async throws {
        try await StoreFixture.with { fixture in
            let open = try await fixture.openSession()
            let payment = try #require(RefundedPayment(open))
            guard case .refused(.notPaid)? = try await fixture.request(payment, [1]).first else {
                throw Unexpected("unpaid")
            }
            #expect(RefundedPayment(try await fixture.openSession(.trial)) == nil)
            #expect(RefundedPayment(try await fixture.openSession(.free)) == nil)
        }
    }

    /// Money that came too late is on its way back already.
    @Test func theSessionsOwnRefundCounts() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let session = try #require(payment.sessionID)
            let now = StoreFixture.start
            try await fixture.applied(session) { $0.fulfilmentFailed(at: now) }
            guard case .refused(.nothingToRefund)? = try await fixture.request(payment, [1]).first else {
                throw Unexpected("refunded twice")
            }
            try await fixture.applied(session) { $0.refundAnswered(.accepted, at: now) }
            guard case .refused(.nothingToRefund)? = try await fixture.request(payment, [1]).first else {
                throw Unexpected("refunded twice")
            }
            var report = fixture.report("re_own", 1999, .succeeded)
            report.reference = ProviderKey.refund(of: session).text
            let store = RefundStore(fixture.pool)
            _ = try await store.apply([report], to: payment, at: now)
            guard case .refused(.nothingToRefund)? = try await fixture.request(payment, [1]).first else {
                throw Unexpected("refunded twice")
            }
            let own = try await store.list(fixture.refunds, limit: 10).items
            #expect(own.map(\.terms.origin) == [.automatic])
            // It failed at the buyer's bank: the money is here again.
            report.status = .failed
            _ = try await store.apply([report], to: payment, at: now)
            #expect(try await fixture.refund(payment, nil).terms.amount == StoreFixture.money(1999))
        }
    }

    @Test func aRequestThatDiedIsFoundByItsKey() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let store = RefundStore(fixture.pool)
            let key = RefundRequestKey(key: try #require(IdempotencyKey("k")), fingerprint: [1])
            func ask(_ key: RefundRequestKey, at time: Timestamp) async throws -> RefundRequestOutcome {
                let new = NewRefund(id: RefundID(UniqueID(bits: .random(in: 0 ... .max))), amount: 5, request: key)
                return try await store.request(new, of: payment, at: time)
            }
            guard case .recorded(let made, _) = try await ask(key, at: StoreFixture.start) else {
                throw Unexpected("not recorded")
            }
            guard case .existing(let same) = try await ask(key, at: StoreFixture.start), same.id == made.id else {
                throw Unexpected("made twice")
            }
            let other = RefundRequestKey(key: key.key, fingerprint: [2])
            guard case .keyUsedForAnother = try await ask(other, at: StoreFixture.start) else {
                throw Unexpected("taken for the same")
            }
            guard case .recorded = try await ask(key, at: StoreFixture.start + .seconds(86_401)) else {
                throw Unexpected("kept for too long")
            }
            // What came to nothing may be tried again under its key.
            let late = StoreFixture.start + .seconds(100_000)
            for record in try await store.list(fixture.refunds, limit: 10).items {
                _ = try await store.apply(record.id, at: late) { $0.callAnswered(.refused(reason: "no"), at: late) }
            }
            guard case .recorded = try await ask(key, at: StoreFixture.start) else { throw Unexpected("not tried") }
        }
    }

    @Test func dueWorkGoesToOneWorker() async throws {
        try await StoreFixture.with { fixture in
            let refund = try await fixture.refund(try await fixture.payment(), 5)
            let store = RefundStore(fixture.pool)
            let due = StoreFixture.start + .seconds(25)
            #expect(try await store.claimDue(at: StoreFixture.start, lease: .seconds(30), limit: 5) == [])
            #expect(try await store.backlog(at: due).count == 1)
            #expect(try await store.claimDue(at: due, lease: .seconds(30), limit: 5) == [refund.id])
            #expect(try await store.claimDue(at: due, lease: .seconds(30), limit: 5) == [])
            #expect(try await store.claimDue(at: due + .seconds(31), lease: .seconds(30), limit: 5) == [refund.id])
        }
    }

    @Test func listsAreFilteredAndPaged() async throws {
        try await StoreFixture.with { fixture in
            let store = RefundStore(fixture.pool)
            let (one, two) = (try await fixture.payment(), try await fixture.payment())
            for amount: Int64 in 1...3 { _ = try await fixture.refund(one, amount) }
            _ = try await fixture.refund(two, 4)
            var filter = fixture.refunds
            #expect(try await store.list(filter, limit: 10).items.count == 4)
            filter.session = one.sessionID
            let first = try await store.list(filter, limit: 2)
            let next = try #require(first.next)
            let second = try await store.list(filter, after: next, limit: 2)
            #expect(Set((first.items + second.items).map(\.terms.amount.minorUnits)) == [1, 2, 3])
            #expect(second.next == nil)
            filter.status = .succeeded
            #expect(try await store.list(filter, limit: 10).items == [])
            filter = fixture.refunds
            filter.intentID = two.intentID
            #expect(try await store.list(filter, limit: 10).items.count == 1)
            filter.organizationID = OrganizationID(UniqueID(bits: 0xF))
            #expect(try await store.list(filter, limit: 10).items == [])
            let one1 = try #require(first.items.first)
            #expect(try await store.find(one1.id, of: StoreFixture.organization, livemode: false) == one1)
            #expect(try await store.find(one1.id, of: StoreFixture.organization, livemode: true) == nil)
        }
    }
}
