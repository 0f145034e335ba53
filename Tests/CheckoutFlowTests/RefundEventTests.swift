import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Payments
import Postgres
import Simulator
import Testing

@testable import CheckoutFlow

/// What providers tell unasked about money that goes back, or is wanted back.
@Suite(.serialized) struct RefundEventTests {
    /// Ours and those made in the dashboard, told three times in any order.
    @Test func tripledAndShuffledEventsAreOneRefundEach() async throws {
        for seed in UInt64(1)...3 {
            let network = FlowNetwork(seed: seed)
            network.add(Fault(.duplicateWebhooks))
            network.add(Fault(.shuffleWebhooks))
            try await FlowFixture.with(network) { fixture in
                let session = try await fixture.paid("pm_card_pendingRefund")
                let intent = try #require(session.state.intentID)
                _ = try await fixture.refunded(session, 500)
                network.call("/v1/refunds", ["payment_intent": .text(intent), "amount": .text("300")])
                network.manual.advance(by: .seconds(60))
                let outcomes = try await fixture.deliver(try network.webhooks())
                try await fixture.settleEvents()
                #expect(!outcomes.contains(.forReview), "seed \(seed)")
                try await fixture.expectSameBooks(network)
                let refunds = try await fixture.refunds()
                #expect(refunds.map(\.state.status) == [.succeeded, .succeeded], "seed \(seed)")
                #expect(Set(refunds.map(\.terms.origin)) == [.api, .provider], "seed \(seed)")
                let lines = try await fixture.moneyBack(session.id)
                #expect(lines.count { $0 == "refund_found" } == 1, "seed \(seed): \(lines)")
                #expect(lines.count { $0 == "charge_refunded" } == 2, "seed \(seed): \(lines)")
                #expect(try await fixture.record(session.id).state == session.state)
                let again = try await fixture.deliver(try network.webhooks())
                #expect(again == [])
            }
        }
    }

    /// The sum alone tells that there are refunds we do not know.
    @Test func aSumThatIsTooHighHasTheSingleOnesLookedUp() async throws {
        let network = FlowNetwork()
        network.add(Fault(.loseWebhooks, route: "refund.*"))
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            let intent = try #require(session.state.intentID)
            network.call("/v1/refunds", ["payment_intent": .text(intent), "amount": .text("300")])
            try await fixture.deliver(try network.webhooks())
            #expect(try await fixture.refunds() == [])
            try await fixture.settleEvents()
            #expect(try await fixture.refunds().map(\.terms.origin) == [.provider])
            #expect(try await fixture.moneyBack(session.id) == ["refund_found", "charge_refunded"])
        }
    }

    /// Money that came too late goes back by itself: on record, and marked so.
    @Test func theSessionsOwnRefundIsOnRecord() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let open = try await fixture.paid()
            let now = fixture.now
            _ = try await fixture.store.apply(open.id) { $0.fulfilmentFailed(at: now) }
            guard case .refused(.nothingToRefund) = try await fixture.refund(.session(open.id), 1) else {
                throw Unexpected("refunded twice")
            }
            try await fixture.letTimePass {
                try await fixture.record(open.id).state.latePayment?.resolution == .refunded
            }
            try await fixture.deliver(try network.webhooks())
            try await fixture.settleEvents()
            let refunds = try await fixture.refunds()
            #expect(refunds.map(\.terms.origin) == [.automatic])
            guard case .refused(.nothingToRefund) = try await fixture.refund(.session(open.id)) else {
                throw Unexpected("refunded twice")
            }
            try await fixture.expectSameBooks(network)
        }
    }

    @Test func aDisputeIsForReviewUntilTheBankHasDecided() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid("pm_card_createDispute")
            network.manual.advance(by: .seconds(60))
            try await fixture.deliver(try network.webhooks())
            #expect(try await fixture.moneyBack(session.id) == ["dispute_opened"])
            let reviews = try await fixture.openReviews()
            #expect(reviews.map(\.kind) == ["dispute_opened"] && reviews.first?.sessionID == session.id)
            #expect(fixture.log.reviews.count == 1)
            network.manual.advance(by: .seconds(8 * 86_400))
            try await fixture.deliver(try network.webhooks())
            #expect(try await fixture.moneyBack(session.id) == ["dispute_opened", "dispute_closed"])
            #expect(try await fixture.openReviews() == [])
            #expect(try await fixture.record(session.id).state == session.state)
        }
    }

    /// A renewal's payment is no session's: the provider says which bill it was for.
    @Test func renewalsAreRefundedByTheirIntent() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let subscription = try await fixture.subscribe()
            try await fixture.live(.seconds(33 * 86_400), in: network)
            let renewal = try #require(
                network.invoices.first { $0["amountPaid"]?.integer ?? 0 > 0 && $0["paymentIntentId"]?.string != nil })
            let intent = try #require(renewal["paymentIntentId"]?.string)
            let other = OrganizationID(UniqueID(bits: 0xF))
            guard
                case .noSuchPayment = try await fixture.refund(.intent(intent), organization: other),
                case .notConfigured = try await fixture.refund(.intent(intent), livemode: true)
            else { throw Unexpected("another's") }
            guard case .settled(let refund) = try await fixture.refund(.intent(intent), 400) else {
                throw Unexpected("not refunded")
            }
            #expect(refund.subscriptionID == subscription.id && refund.sessionID == nil)
            guard case .refused(.exceedsPayment) = try await fixture.refund(.intent(intent), 600) else {
                throw Unexpected("more than was paid")
            }
            network.call("/v1/refunds", ["payment_intent": .text(intent), "amount": .text("99")])
            try await fixture.deliver(try network.webhooks())
            try await fixture.settleEvents()
            try await fixture.expectSameBooks(network)
            let lines = try await fixture.subscriptions.events(of: subscription.id).map(\.kind)
            #expect(lines.count { $0 == "refund_succeeded" } == 1 && lines.count { $0 == "refund_found" } == 1)
            #expect(lines.count { $0 == "charge_refunded" } == 2)
            #expect(try await fixture.features(subscription) == ["pro"])
        }
    }

    /// An event about a renewal of which nothing is known here yet.
    @Test func eventsOfRenewalsFindTheirSubscription() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let subscription = try await fixture.subscribe()
            try await fixture.live(.seconds(33 * 86_400), in: network)
            let intent = try #require(
                network.invoices.first { $0["amountPaid"]?.integer ?? 0 > 0 }?["paymentIntentId"]?.string)
            network.call("/v1/refunds", ["payment_intent": .text(intent), "amount": .text("99")])
            let outcomes = try await fixture.deliver(try network.webhooks())
            #expect(outcomes.contains(.parked))
            fixture.clock.advance(by: .seconds(2))
            try await fixture.settleEvents()
            #expect(try await fixture.refunds().map(\.subscriptionID) == [subscription.id])
            let stored = try await fixture.count(
                "SELECT count(*) FROM provider_events WHERE state = 'parked' OR state = 'received'")
            #expect(stored == 0)
        }
    }

    @Test func whatIsNobodysIsParkedAndThenLeftAlone() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            network.call(
                "/v1/payment_intents",
                [
                    "amount": "500", "currency": "usd", "payment_method": "pm_card_visa", "confirm": "true",
                    "automatic_payment_methods": .map(["enabled": "true", "allow_redirects": "never"]),
                ])
            let foreign = try #require(network.charges.first?["paymentIntentId"]?.string)
            network.call("/v1/refunds", ["payment_intent": .text(foreign)])
            let webhooks = try #require(fixture.flow.providers.webhooks(of: .stripe))
            let bodies = try network.webhooks().filter { MoneyBackReport(try webhooks.read($0).subject) != nil }
            #expect(!bodies.isEmpty)
            for outcome in try await fixture.deliver(bodies) { #expect(outcome == .parked) }
            while try await fixture.count("SELECT count(*) FROM provider_events WHERE state = 'parked'") > 0 {
                fixture.clock.advance(by: .seconds(300))
                try await fixture.retryEvents()
            }
            #expect(try await fixture.openReviews() == [])
            #expect(try await fixture.count("SELECT count(*) FROM provider_events WHERE state <> 'ignored'") == 0)
            #expect(try await fixture.refunds() == [])
        }
    }

    @Test func aReportOfTheOtherModeIsForReview() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            let body = Array(
                """
                {"id":"evt_1","object":"event","type":"refund.created","created":1,"livemode":true,"data":{"object":
                {"id":"re_1","object":"refund","payment_intent":"\(session.state.intentID ?? "")","amount":5,
                "currency":"usd","status":"succeeded","created":1,"metadata":{}}}}
                """.utf8)
            #expect(try await fixture.deliver(body) == .parked)
            try await fixture.settleEvents()
            #expect(try await fixture.event("evt_1").state == .review)
            #expect(try await fixture.openReviews().map(\.kind) == ["money_report_does_not_match"])
            #expect(try await fixture.refunds() == [])
        }
    }
}

extension FlowFixture {
    /// Takes up what was stored until nothing of it is due.
    func settleEvents() async throws {
        while try await retryEvents() > 0 {}
        await flow.drained()
    }
}
