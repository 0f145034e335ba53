import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

@Suite(.serialized) struct RefundReportTests {
    @Test func refundsMadeElsewhereBecomeRowsOnce() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let store = RefundStore(fixture.pool)
            let event = fixture.event("evt_1")
            let report = fixture.report("re_9", 300, .succeeded)
            let first = try await store.apply([report], to: payment, event: .new(event), at: StoreFixture.start)
            #expect(first == .applied(reviews: [], isForReview: false))
            let again = fixture.event("evt_1", id: 6)
            let second = try await store.apply([report], to: payment, event: .new(again), at: StoreFixture.start)
            #expect(second == .duplicateEvent)
            _ = try await store.apply([report], to: payment, at: StoreFixture.start)
            let all = try await store.list(fixture.refunds, limit: 10).items
            #expect(all.map(\.terms.origin) == [.provider])
            #expect(all.first?.state.providerID == "re_9")
            #expect(try await fixture.lines(payment) == ["refund_found"])
            #expect(try await store.held(by: payment) == StoreFixture.money(300))
            let stored = try #require(try await ProviderEvents(fixture.pool).find(event.id))
            #expect(stored.state == .applied && stored.sessionID == payment.sessionID)
            guard case .refused(.exceedsPayment) = try await fixture.request(payment, [1700]).first else {
                throw Unexpected("more than was paid")
            }
        }
    }

    /// The event overtakes the answer to our own call.
    @Test func ourOwnAreToldByTheirKey() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let store = RefundStore(fixture.pool)
            let made = try await fixture.refund(payment, 500)
            var report = fixture.report("re_1", 500, .succeeded)
            report.reference = made.terms.reference.text
            _ = try await store.apply([report], to: payment, at: StoreFixture.start)
            let known = try #require(try await store.find(made.id))
            #expect(known.state.status == .succeeded && known.state.providerID == "re_1")
            let answer = report
            let answered = try #require(
                try await store.apply(made.id, at: StoreFixture.start) { machine in
                    machine.callAnswered(.reported(answer), at: StoreFixture.start)
                })
            #expect(!answered.transition.changesState)
            #expect(try await fixture.lines(payment) == ["refund_requested", "refund_succeeded"])
        }
    }

    /// Somebody wrote our key into a refund of theirs.
    @Test func aStolenKeyIsNoneOfOurs() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let store = RefundStore(fixture.pool)
            let made = try await fixture.refund(payment, 500)
            for (id, amount) in [("re_1", Int64(500)), ("re_2", 200)] {
                var report = fixture.report(id, amount, .succeeded)
                report.reference = made.terms.reference.text
                _ = try await store.apply([report], to: payment, at: StoreFixture.start)
            }
            #expect(try await store.held(by: payment) == StoreFixture.money(700))
            let another = try await fixture.payment()
            var report = fixture.report("re_3", 100, .succeeded, of: another)
            report.reference = made.terms.reference.text
            _ = try await store.apply([report], to: another, at: StoreFixture.start)
            #expect(try await store.held(by: another) == StoreFixture.money(100))
            #expect(try await store.held(by: payment) == StoreFixture.money(700))
        }
    }

    @Test func whatDoesNotFitIsForReview() async throws {
        try await StoreFixture.with { fixture in
            let payment = try await fixture.payment()
            let store = RefundStore(fixture.pool)
            _ = try await store.apply(
                [fixture.report("re_1", 300, .pending)], to: payment, at: StoreFixture.start)
            let event = fixture.event("evt_1")
            let outcome = try await store.apply(
                [fixture.report("re_1", 301, .succeeded)], to: payment, event: .new(event), at: StoreFixture.start)
            #expect(outcome == .applied(reviews: ["amount of refund re_1"], isForReview: true))
            #expect(try await ProviderEvents(fixture.pool).find(event.id)?.state == .review)
            #expect(try await store.list(fixture.refunds, limit: 1).items.first?.state.status == .pending)
        }
    }

    /// Created, withdrawn, closed: doubled and in every order.
    @Test func aDisputeIsForReviewUntilItIsOver() async throws {
        try await StoreFixture.with { fixture in
            let store = RefundStore(fixture.pool)
            let statuses: [DisputeReport.Status] = [.needsResponse, .underReview, .lost]
            let orders = [[0, 1, 2], [2, 1, 0], [1, 0, 2], [0, 2, 1], [2, 0, 1], [1, 2, 0]]
            for (number, order) in orders.enumerated() {
                let payment = try await fixture.payment()
                var reports: [DisputeReport] = []
                for place in order + order {
                    reports.append(
                        DisputeReport(
                            providerID: "dp_\(number)", intentID: payment.intentID, status: statuses[place],
                            amount: StoreFixture.money(1999), createdAt: StoreFixture.start, livemode: false))
                }
                for (place, report) in reports.enumerated() {
                    let event = fixture.event("evt_\(number)_\(place)", id: nil)
                    _ = try await store.apply(report, to: payment, event: .new(event), at: StoreFixture.start)
                }
                let lines = try await fixture.lines(payment)
                #expect(lines.last == "dispute_closed", "\(order)")
                #expect(lines.count { $0 == "dispute_closed" } == 1, "\(order)")
                #expect(Set(lines).count == lines.count, "\(order)")
            }
            #expect(try await fixture.openReviews() == [])
            let resolved = try await fixture.pool.first("SELECT count(*) FROM reviews WHERE kind = 'dispute_opened'") {
                row in try row.decode(0, as: Int.self)
            }
            #expect(resolved == 4)
        }
    }

    /// Lines stand in both timelines, versions stay as they are, and nobody loses a feature.
    @Test func subscriptionsHearOfTheirMoney() async throws {
        try await StoreFixture.with { fixture in
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            let payment = try #require(RefundedPayment(paid))
            let subscription = try #require(paid.subscription?.id)
            let refund = try await fixture.refund(payment, nil)
            #expect(refund.subscriptionID == subscription && refund.sessionID == paid.id)
            let event = fixture.event("evt_1")
            let dispute = DisputeReport(
                providerID: "dp_1", intentID: payment.intentID, status: .needsResponse,
                amount: StoreFixture.money(1998), createdAt: StoreFixture.start, livemode: false)
            _ = try await RefundStore(fixture.pool).apply(
                dispute, to: payment, event: .new(event), at: StoreFixture.start)
            let subscriptions = SubscriptionStore(fixture.pool)
            let lines = try await subscriptions.events(of: subscription)
            #expect(lines.suffix(2).map(\.kind) == ["refund_requested", "dispute_opened"])
            #expect(lines.suffix(2).allSatisfy { !$0.isVisible })
            #expect(try await fixture.lines(payment).suffix(2) == ["refund_requested", "dispute_opened"])
            let after = try #require(try await fixture.store.record(paid.id))
            #expect(after.state == paid.state)
            let record = try #require(try await subscriptions.find(subscription))
            let granted = try await fixture.pool.first("SELECT count(*) FROM entitlements WHERE revoked_at IS NULL") {
                row in try row.decode(0, as: Int.self)
            }
            #expect(granted == 1)

            // A renewal has no session.
            let renewal = RefundedPayment(record, intentID: "pi_renewal", paid: StoreFixture.money(999))
            let second = try await fixture.refund(renewal, 99)
            #expect(second.sessionID == nil && second.subscriptionID == subscription)
            #expect(
                try await RefundStore(fixture.pool).payment(ofIntent: "pi_renewal", provider: .stripe) == renewal)
            var filter = fixture.refunds
            filter.subscription = subscription
            #expect(try await RefundStore(fixture.pool).list(filter, limit: 5).items.count == 2)
        }
    }
}
