import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Payments
import Postgres
import Simulator
import TestSupport
import Testing

@testable import CheckoutFlow

/// What the provider tells unasked about subscriptions: late, doubled, out of order, about somebody else's.
@Suite struct SubscriptionEventTests {
    /// However its events come, a year with a failed renewal, a change and an end is the same year.
    @Test(arguments: [[], [Fault(.duplicateWebhooks)], [Fault(.duplicateWebhooks), Fault(.shuffleWebhooks)]])
    func aYearWithWebhooks(_ faults: [Fault]) async throws {
        let network = FlowNetwork()
        faults.forEach(network.add)
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            try await fixture.live(.seconds(100 * 86_400), in: network) { try await $0.deliver($1) }
            network.add(Fault(.declineInvoices, count: 1))
            try await fixture.live(.seconds(22 * 86_400), in: network) { try await $0.deliver($1) }
            #expect(try await fixture.subscription(id).state.status == .pastDue)
            try await fixture.live(.seconds(60 * 86_400), in: network) { try await $0.deliver($1) }
            #expect(try await fixture.subscription(id).state.status == .active)
            _ = try fixture.settled(try await fixture.subscriptionFlow.cancel(id, atPeriodEnd: true))
            try await fixture.live(.seconds(60 * 86_400), in: network) { try await $0.deliver($1) }
            let over = try await fixture.subscription(id)
            #expect(over.state.status == .canceled)
            #expect(network.charges.count == 7)
            let kinds = try await fixture.subscriptions.events(of: id).filter(\.isVisible).map(\.kind)
            // The month that failed may be heard of together with its failure.
            #expect((5...6).contains(kinds.count { $0 == "renewed" }), "\(kinds)")
            #expect(kinds.count { $0 == "past_due" } == 1)
            #expect(kinds.count { $0 == "recovered" } == 1)
            #expect(kinds.suffix(2) == ["cancel_scheduled", "canceled"])
            while try await fixture.waitingEvents() > 0 {
                fixture.clock.advance(by: .seconds(600))
                try await fixture.retryEvents()
            }
            #expect(try await fixture.openReviews() == [])
        }
    }

    /// Nothing is looked up: the provider's word is enough, within the moment.
    @Test func aRenewalIsHeardOfFromItsEvent() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            try await fixture.deliver(try network.webhooks())
            let end = try #require(record.state.currentPeriod?.upperBound)
            fixture.clock.advance(by: end - fixture.now)
            let before = network.calls.count
            try await fixture.deliver(try network.webhooks())
            #expect(try await fixture.subscription(record.id).state.currentPeriod?.lowerBound == end)
            #expect(network.calls.count == before)
        }
    }

    @Test func aBillThatOvertakesTheAnswerIsTriedAgain() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            network.add(Fault(.timeoutAfterActing, route: "POST /v1/subscriptions", count: 4))
            let paid = try await fixture.confirm(try await fixture.subscribing(trialDays: 14).id)
            await fixture.flow.drained()
            try await fixture.deliver(try network.webhooks())
            try await fixture.live(.seconds(600), in: network) { fixture, bodies in
                try await fixture.deliver(bodies)
                try await fixture.retryEvents()
            }
            let record = try await fixture.subscription(try #require(paid.subscription?.id))
            #expect(record.state.owed == nil)
            #expect(record.state.status == .trialing)
            #expect(network.subscriptions.count == 1)
            #expect(try await fixture.openReviews() == [])
        }
    }

    @Test func somebodyElsesSubscriptionIsIgnoredInTheEnd() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let event = SubscriptionEvent()
            #expect(try await fixture.deliver(event.body) == .parked)
            try await fixture.wait(for: event.id)
            #expect(try await fixture.event(event.id).state == .ignored)
            #expect(try await fixture.openReviews() == [])
        }
    }

    @Test func oneThatNamesWhatIsNotHereIsForReview() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let event = SubscriptionEvent(named: SubscriptionID(UniqueID(bits: 77)))
            #expect(try await fixture.deliver(event.body) == .parked)
            try await fixture.wait(for: event.id)
            #expect(try await fixture.event(event.id).state == .review)
            #expect(try await fixture.openReviews().map(\.kind) == ["event_without_subscription"])
        }
    }

    /// Whoever writes our id onto a subscription of theirs does not move ours.
    @Test func anEventThatNamesOursWrongly() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let event = SubscriptionEvent(named: record.id)
            #expect(try await fixture.deliver(event.body) == .forReview)
            var again = event
            again.id = "evt_2"
            #expect(try await fixture.deliver(again.body) == .forReview)
            #expect(try await fixture.subscription(record.id).state.status == .active)
            #expect(try await fixture.openReviews().map(\.kind) == ["subscription_report_does_not_match"])
        }
    }
}

/// An event about a subscription that has ended, as the provider would send it.
private struct SubscriptionEvent {
    var id = "evt_1"
    var named: SubscriptionID?

    var body: [UInt8] {
        let metadata = named.map { #"{"till_subscription":"\#($0)"}"# } ?? "{}"
        return Array(
            """
            {"id":"\(id)","object":"event","type":"customer.subscription.deleted","created":1800000000,
            "livemode":false,"data":{"object":{"id":"sub_theirs","object":"subscription","customer":"cus_theirs",
            "status":"canceled","livemode":false,"cancel_at_period_end":false,"metadata":\(metadata),
            "items":{"object":"list","data":[],"has_more":false}}}}
            """.utf8)
    }
}

extension FlowFixture {
    /// Tries an event again until nobody does any more.
    fileprivate func wait(for event: String) async throws {
        while let next = try await self.event(event).nextTryAt {
            clock.advance(by: next - now)
            try await retryEvents()
        }
    }

    fileprivate func waitingEvents() async throws -> Int {
        try await count("SELECT count(*) FROM provider_events WHERE state NOT IN ('applied', 'ignored')")
    }
}
