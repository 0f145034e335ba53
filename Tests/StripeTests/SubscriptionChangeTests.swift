import Checkout
import HTTPClient
import Payments
import Testing

@testable import Stripe

/// What becomes of subscriptions afterwards.
@Suite("Changes of subscriptions")
struct SubscriptionChangeTests {
    private let subscription = SubscriptionReference(providerID: "sub_1", accountID: "acct_1")
    private let key = ProviderKey.refund("change", ofIntent: "sub")
    private let gone = ScriptedStripe.Answer.status(
        404, ScriptedStripe.error("invalid_request_error", code: "resource_missing"))

    @Test func endingWithThePeriod() async throws {
        let stripe = ScriptedStripe(.ok(Fixture.oldSubscription))
        let report = try await stripe.client.subscriptions.cancel(
            CancelOrder(subscription, key: key, time: .atPeriodEnd))
        #expect(report.cancelAtPeriodEnd && report.cancelAt == Fixture.end)
        #expect(
            stripe.requests == ["POST /v1/subscriptions/sub_1 key=\(key) account=acct_1 cancel_at_period_end=true"])
    }

    @Test func endingNow() async throws {
        let canceled = ScriptedStripe.Answer.ok(Fixture.subscription(status: "canceled"))
        let order = CancelOrder(subscription, key: key, time: .now)
        let stripe = ScriptedStripe(.lost, canceled)
        #expect(try await stripe.client.subscriptions.cancel(order).status == .canceled)
        #expect(stripe.requests.last == "DELETE /v1/subscriptions/sub_1 account=acct_1")

        let late = ScriptedStripe(.lost, gone, canceled)
        #expect(try await late.client.subscriptions.cancel(order).status == .canceled, "the first try had ended it")
        #expect(late.requests.last == "GET /v1/subscriptions/sub_1 account=acct_1")

        let unknown = ScriptedStripe(gone, gone)
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await unknown.client.subscriptions.cancel(order)
        }
        #expect(failure?.kind == .notFound)
    }

    @Test func goingOnAfterAll() async throws {
        let order = ReactivateOrder(subscription, key: key)
        let stripe = ScriptedStripe(.ok(Fixture.subscription()))
        #expect(try await stripe.client.subscriptions.reactivate(order).cancelAt == nil)
        #expect(
            stripe.requests == ["POST /v1/subscriptions/sub_1 key=\(key) account=acct_1 cancel_at_period_end=false"])
        let dated = ScriptedStripe(
            .ok(Fixture.subscription().replacing("\"cancel_at\":null", with: "\"cancel_at\":1802592000")),
            .ok(Fixture.subscription()))
        #expect(try await dated.client.subscriptions.reactivate(order).cancelAtPeriodEnd == false)
        #expect(dated.requests.last == "POST /v1/subscriptions/sub_1 key=\(key)-date account=acct_1 cancel_at=")
    }

    @Test(
        arguments: [
            (
                .billedNow,
                "proration_behavior=always_invoice&proration_date=1800000000&payment_behavior=error_if_incomplete"
            ),
            (.billedNext, "proration_behavior=create_prorations&proration_date=1800000000"),
            (.none, "proration_behavior=none&proration_date=1800000000"),
        ] as [(ChangeOrder.Proration, String)])
    func anotherPrice(proration: ChangeOrder.Proration, expected: String) async throws {
        let order = ChangeOrder(
            subscription, key: key, price: .existing("price_2"), quantity: 3, proration: proration, at: Fixture.start)
        let stripe = ScriptedStripe(.ok(Fixture.subscription()), .ok(Fixture.subscription()))
        _ = try await stripe.client.subscriptions.changePrice(order)
        #expect(
            stripe.requests == [
                "GET /v1/subscriptions/sub_1 account=acct_1",
                "POST /v1/subscriptions/sub_1 key=\(key) account=acct_1 items[0][id]=si_1&items[0][price]=price_2"
                    + "&items[0][quantity]=3&" + expected,
            ])
    }

    @Test func aChangeThatCannotBePaidIsRefused() async throws {
        let declined = ScriptedStripe(.status(402, ScriptedStripe.error("card_error", code: "card_declined")))
        let order = ChangeOrder(
            subscription, key: key, item: "si_1", price: .existing("price_2"), proration: .billedNow)
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await declined.client.subscriptions.changePrice(order)
        }
        #expect(failure?.kind == .refused)
        #expect(failure?.mayHaveActed == false)
        #expect(failure?.detail.contains("card_declined") == true)
    }

    @Test func anotherSubscriptionIsNoAnswer() async throws {
        let stripe = ScriptedStripe(.ok(Fixture.subscription(id: "sub_2")), .ok(Fixture.subscription(id: "sub_2")))
        let (client, subscription, order) = (stripe.client, subscription, ReactivateOrder(subscription, key: key))
        let read = await ProviderFailure.of { () throws(ProviderFailure) in
            try await client.subscriptions.lookUp(subscription)
        }
        #expect(read?.kind == .broken)
        #expect(read?.mayHaveActed == false, "a look-up never acts")
        let act = await ProviderFailure.of { () throws(ProviderFailure) in
            try await client.subscriptions.reactivate(order)
        }
        #expect(act?.mayHaveActed == true)
    }

    @Test func pages() async throws {
        let event = #"{"id":"evt_1","object":"event","data":{"object":\#(Fixture.subscription())}}"#
        let stripe = ScriptedStripe(
            .ok(Fixture.list(Fixture.subscription(), Fixture.subscription(id: "sub_9", status: "odd"), hasMore: true)),
            .ok(Fixture.list(event, hasMore: true)))
        let first = try await stripe.client.subscriptions.list(SubscriptionList(.all, after: "sub_0", limit: 7))
        #expect(first.items.map(\.providerID) == ["sub_1"])
        #expect(first.unreadable == [UnreadableObject(id: "sub_9", reason: "status")])
        #expect(first.next == "sub_9")
        let changed = try await stripe.client.subscriptions.list(SubscriptionList(.changed(since: Fixture.start)))
        #expect(changed.items.map(\.providerID) == ["sub_1"])
        #expect(changed.next == "evt_1")
        #expect(
            stripe.requests == [
                "GET /v1/subscriptions?limit=7&starting_after=sub_0&status=all",
                "GET /v1/events?limit=100&created[gte]=1800000000&types[0]=customer.subscription.created"
                    + "&types[1]=customer.subscription.deleted&types[2]=customer.subscription.paused"
                    + "&types[3]=customer.subscription.resumed&types[4]=customer.subscription.trial_will_end"
                    + "&types[5]=customer.subscription.updated",
            ])
    }
}
