import Checkout
import CheckoutStore
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import CheckoutFlow

/// What a paid checkout turns into at the provider, with the real adapter and without one webhook.
@Suite struct SubscriptionTests {
    @Test func whatIsPaidForIsMadeOnceAndBilledFromThePeriodsEnd() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            #expect(record.state.status == .active)
            #expect(record.state.owed == nil)
            #expect(record.state.version == 1)
            #expect(network.subscriptions.count == 1)
            let there = try #require(network.subscriptions.first)
            #expect(there["status"]?.string == "active")
            #expect(there["currentPeriodEnd"]?.string == record.state.currentPeriod?.upperBound.description)
            #expect(there["customer"]?.string == record.state.provider.customer)
            #expect(network.charges.map { $0["amount"]?.integer } == [999])
            #expect(network.invoices.allSatisfy { $0["amountDue"]?.integer == 0 })
            #expect(try await fixture.features(record) == ["pro"])
        }
    }

    @Test func aYearIsTwelveCharges() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            try await fixture.live(.seconds(364 * 86_400), in: network)
            let after = try await fixture.subscription(record.id)
            #expect(after.state.status == .active)
            #expect(network.charges.map { $0["amount"]?.integer } == Array(repeating: 999, count: 12))
            #expect(after.state.currentPeriod?.upperBound == record.state.anchor.map { period(12, $0) })
            #expect(try await fixture.openReviews() == [])
        }
    }

    /// The provider's bills and our periods both come back to the day that a month lacked.
    @Test func aYearFromTheLastOfJanuary() async throws {
        let network = FlowNetwork(startingAt: try #require(Timestamp("2027-01-31T22:30:00Z")))
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let anchor = try #require(record.state.anchor)
            for number in 1...12 {
                try await fixture.live(period(Int64(number), anchor) + .seconds(7_200) - fixture.now, in: network)
                let after = try await fixture.subscription(record.id)
                #expect(after.state.currentPeriod?.lowerBound == period(Int64(number), anchor))
                #expect(
                    network.subscriptions.first?["currentPeriodEnd"]?.string
                        == after.state.currentPeriod?.upperBound.description)
            }
            #expect(network.charges.count == 13)
            #expect(try await fixture.openReviews() == [])
        }
    }

    private func period(_ number: Int64, _ anchor: Timestamp) -> Timestamp {
        BillingPeriod.month.boundary(number, from: anchor)
    }

    @Test func aTrialIsChargedAtItsEndAndOnce() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe(trialDays: 14)
            #expect(record.state.status == .trialing)
            #expect(record.state.owed == nil)
            try await fixture.live(.seconds(14 * 86_400 - 600), in: network)
            #expect(network.charges == [])
            try await fixture.live(.seconds(86_400), in: network)
            #expect(network.charges.map { $0["amount"]?.integer } == [999])
            #expect(try await fixture.subscription(record.id).state.status == .active)
        }
    }

    @Test func aFreePlanNeedsNoProvider() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe(unitAmount: 0)
            #expect(record.state.status == .active)
            try await fixture.live(.seconds(70 * 86_400), in: network)
            #expect(network.calls == [])
            #expect(try await fixture.subscription(record.id).state.currentPeriod?.contains(fixture.now) == true)
        }
    }

    @Test(arguments: [AfterPaymentRetries.cancel, .markUnpaid])
    func aRenewalThatFailsIsPastDueAndThenOver(_ end: AfterPaymentRetries) async throws {
        let network = FlowNetwork()
        network.world { $0.settings.afterPaymentRetries = end }
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            network.add(Fault(.declineInvoices))
            try await fixture.live(.seconds(32 * 86_400), in: network)
            let late = try await fixture.subscription(record.id)
            #expect(late.state.status == .pastDue)
            #expect(try await fixture.features(late) == ["pro"])
            try await fixture.live(.seconds(30 * 86_400), in: network)
            let over = try await fixture.subscription(record.id)
            #expect(over.state.status == (end == .cancel ? .canceled : .unpaid))
            #expect(try await fixture.features(over) == [])
            #expect(network.charges.count == 1)
        }
    }

    @Test func aRenewalThatFailsAndIsPaidLaterRecovers() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            network.add(Fault(.declineInvoices, count: 1))
            try await fixture.live(.seconds(32 * 86_400), in: network)
            #expect(try await fixture.subscription(record.id).state.status == .pastDue)
            try await fixture.live(.seconds(10 * 86_400), in: network)
            #expect(try await fixture.subscription(record.id).state.status == .active)
            #expect(network.charges.count == 2)
            let kinds = try await fixture.subscriptions.events(of: record.id).map(\.kind)
            #expect(kinds.contains("past_due") && kinds.contains("recovered"))
        }
    }

    @Test func whatTheProviderRefusesToMakeIsRefundedOnce() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.subscribing()
            network.forecast(
                .fine, .answered(400, #"{"error":{"type":"invalid_request_error","message":"No."}}"#))
            let paid = try await fixture.confirm(session.id)
            await fixture.flow.drained()
            try await fixture.workOnSubscriptions()
            let record = try await fixture.subscription(try #require(paid.subscription?.id))
            #expect(record.state.status == .canceled)
            #expect(record.state.owed == nil)
            #expect(network.refunds.map { $0["amount"]?.integer } == [999])
            #expect(network.subscriptions == [])
            #expect(try await fixture.features(record) == [])
            #expect(try await fixture.record(session.id).state.failure?.code == .notFulfilled)
            try await fixture.live(.seconds(40 * 86_400), in: network)
            #expect(network.refunds.count == 1)
            #expect(try await fixture.openReviews().map(\.kind) == ["subscription_call_refused"])
        }
    }

    @Test func oneBuyersSubscriptionsShareTheProvidersCustomer() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let first = try await fixture.subscribe()
            let second = try await fixture.subscribe(product: FlowFixture.otherProduct)
            #expect(first.terms.customerID == second.terms.customerID)
            #expect(first.state.provider.customer == second.state.provider.customer)
            #expect(network.customerCount == 1)
            #expect(network.subscriptions.count == 2)
        }
    }

    /// Of each call in turn the answer is lost, once and again.
    @Test(
        arguments: [
            "POST /v1/customers", "POST /v1/payment_methods/*/attach", "POST /v1/customers/*", "POST /v1/products",
            "POST /v1/subscriptions",
        ], [1, 4])
    func anAnswerThatIsLostMakesNothingTwice(_ route: String, _ count: Int) async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            network.add(Fault(.timeoutAfterActing, route: route, count: count))
            let paid = try await fixture.confirm(try await fixture.subscribing().id)
            let id = try #require(paid.subscription?.id)
            try await fixture.live(.seconds(7200), in: network)
            let record = try await fixture.subscription(id)
            #expect(record.state.owed == nil)
            #expect(record.state.status == .active)
            #expect(network.customerCount == 1)
            #expect(network.subscriptions.count == 1)
            #expect(network.charges.count == 1)
            #expect(try await fixture.openReviews() == [])
        }
    }
}
