import Checkout
import HTTPClient
import HTTPMessages
import Payments
import Testing

@testable import Stripe

/// Subscriptions that are made, and found again when nobody knows whether they were.
@Suite("Subscribing")
struct SubscribingTests {
    private let key = ProviderKey.refund("create", ofIntent: "sub")

    private func order(_ price: ProviderPrice = .existing("price_1")) -> SubscriptionOrder {
        SubscriptionOrder(
            subscriptionID: Fixture.own, key: key, customer: "cus_1", paymentMethod: "pm_1", price: price,
            beginning: .paid(until: Fixture.end), livemode: false)
    }

    @Test func aPaidFirstPeriodIsNotBilledAgain() async throws {
        let stripe = ScriptedStripe(.ok(Fixture.subscription()))
        var order = order()
        order.quantity = 2
        order.accountID = "acct_1"
        order.applicationFeeBasisPoints = 1_205
        order.customerID = CustomerID(UniqueID(bits: 8))
        order.sessionID = CheckoutSessionID(UniqueID(bits: 9))
        order.description = "Pro"
        let report = try await stripe.client.subscriptions.create(order)
        #expect(
            stripe.requests == [
                "POST /v1/subscriptions key=\(key) account=acct_1 customer=cus_1&items[0][price]=price_1"
                    + "&items[0][quantity]=2&default_payment_method=pm_1&billing_cycle_anchor=1802592000"
                    + "&proration_behavior=none&off_session=true&application_fee_percent=12.05&description=Pro"
                    + "&metadata[till_subscription]=\(Fixture.own)&metadata[till_customer]=\(CustomerID(UniqueID(bits: 8)))"
                    + "&metadata[till_session]=\(CheckoutSessionID(UniqueID(bits: 9)))"
            ])
        #expect(
            report
                == SubscriptionReport(
                    providerID: "sub_1", subscriptionID: Fixture.own, customer: "cus_1", price: "price_1",
                    item: "si_1", quantity: 2, status: .active, currentPeriod: Fixture.start..<Fixture.end,
                    accountID: "acct_1", livemode: false))
    }

    @Test func aTrialAtAPriceOfOurOwn() async throws {
        let product = ProductID(UniqueID(bits: 3))
        let exists = ScriptedStripe.error("invalid_request_error", code: "resource_already_exists")
        let period = try #require(BillingPeriod(interval: .month, count: 3))
        let price = InlinePrice(
            product: .ours(product, name: "Pro & more"), unitAmount: try Fixture.usd(1999), period: period)
        var order = order(.inline(price))
        order.beginning = .trial(until: Fixture.end)
        order.paymentMethod = nil
        for answer in [ScriptedStripe.Answer.ok(#"{"id":"x","object":"product"}"#), .status(400, exists)] {
            let stripe = ScriptedStripe(
                answer, .ok(Fixture.subscription(status: "trialing", more: #","description":"x""#)))
            let report = try await stripe.client.subscriptions.create(order)
            #expect(report.status == .trialing)
            #expect(
                stripe.requests == [
                    "POST /v1/products id=\(product)&name=Pro+%26+more&metadata[till_product]=\(product)",
                    "POST /v1/subscriptions key=\(key) customer=cus_1&items[0][price_data][currency]=usd"
                        + "&items[0][price_data][product]=\(product)&items[0][price_data][recurring][interval]=month"
                        + "&items[0][price_data][recurring][interval_count]=3&items[0][price_data][unit_amount]=1999"
                        + "&items[0][quantity]=1&trial_end=1802592000&off_session=true"
                        + "&metadata[till_subscription]=\(Fixture.own)",
                ])
        }
    }

    @Test(arguments: [(1_000, "10"), (250, "2.5"), (1, "0.01"), (10_000, "100")])
    func fees(basisPoints: Int, percent: String) {
        var order = order()
        order.applicationFeeBasisPoints = basisPoints
        #expect(StripeProvider.form(for: order, ["price": "p"])["application_fee_percent"] == .text(percent))
    }

    @Test func whatStripeCannotTakeIsNotAsked() async throws {
        let dinars = Money(minorUnits: 1_234, currency: try #require(Currency("kwd")))
        let period = try #require(BillingPeriod(interval: .month, count: 1))
        let price = InlinePrice(product: .existing("prod_1"), unitAmount: dinars, period: period)
        var live = order()
        live.livemode = true
        for order in [order(.inline(price)), live] {
            let failure = await ProviderFailure.of { () throws(ProviderFailure) in
                try await ScriptedStripe().client.subscriptions.create(order)
            }
            #expect(failure?.kind == .refused)
            #expect(failure?.mayHaveActed == false)
        }
    }

    @Test func outcomes() async throws {
        typealias Row = (answers: ScriptedStripe, kind: ProviderFailure.Kind, mayHaveActed: Bool, requests: Int)
        let declined = ScriptedStripe.Answer.status(
            402, ScriptedStripe.error("card_error", code: "card_declined"))
        let missing = ScriptedStripe.Answer.status(
            404, ScriptedStripe.error("invalid_request_error", code: "resource_missing"))
        let rows: [Row] = [
            (ScriptedStripe(declined), .refused, false, 1), (ScriptedStripe(missing), .notFound, false, 1),
            (ScriptedStripe(.lost, .lost, .lost), .unreachable, true, 3),
            (ScriptedStripe(.unreachable, .unreachable, .unreachable), .unreachable, false, 3),
            (ScriptedStripe(.lost, .unreachable, .unreachable), .unreachable, true, 3),
            (ScriptedStripe(.lost, .status(429, ""), .status(429, "")), .rateLimited, true, 3),
            (ScriptedStripe(.ok("{}")), .broken, true, 1),
            (ScriptedStripe(.ok(Fixture.subscription(status: "new"))), .broken, true, 1),
        ]
        for row in rows {
            let (client, order) = (row.answers.client, order())
            let failure = await ProviderFailure.of { () throws(ProviderFailure) in
                try await client.subscriptions.create(order)
            }
            #expect(failure?.kind == row.kind)
            #expect(failure?.mayHaveActed == row.mayHaveActed)
            #expect(row.answers.requests.count == row.requests)
            #expect(Set(row.answers.requests).count == 1, "the same request each time")
        }
    }

    @Test func aClockAheadOfStripes() async throws {
        let refusal = ScriptedStripe.Answer.status(
            400,
            #"{"error":{"type":"invalid_request_error","param":"billing_cycle_anchor","message":"later than next"}}"#)
        let mismatch = ScriptedStripe.Answer.status(400, ScriptedStripe.error("idempotency_error", code: ""))
        let stripe = ScriptedStripe(refusal, .ok(Fixture.subscription()))
        #expect(try await stripe.client.subscriptions.create(order()).providerID == "sub_1")
        #expect(stripe.requests.map { $0.contains("billing_cycle_anchor=1802591400&") } == [false, true])
        #expect(stripe.requests.allSatisfy { $0.contains("key=\(key) ") }, "so that there is never a second one")
        for (answers, kind, mayHaveActed) in [
            (ScriptedStripe(refusal, refusal), ProviderFailure.Kind.refused, false),
            (ScriptedStripe(refusal, mismatch), .refused, false),
            (ScriptedStripe(refusal, .lost, .lost, .lost), .unreachable, true),
            (ScriptedStripe(mismatch), .refused, true),
            (ScriptedStripe(.lost, refusal), .refused, true),
        ] {
            let (client, order) = (answers.client, order())
            let failure = await ProviderFailure.of { () throws(ProviderFailure) in
                try await client.subscriptions.create(order)
            }
            #expect(failure?.kind == kind)
            #expect(failure?.mayHaveActed == mayHaveActed)
        }
    }

    @Test func anOutcomeInDoubtIsFoundByWhatWeLeftOnIt() async throws {
        let search = SubscriptionSearch(subscriptionID: Fixture.own, customer: "cus_1", accountID: "acct_1")
        let stripe = ScriptedStripe(
            .ok(Fixture.list(Fixture.subscription(id: "sub_0", metadata: ""), hasMore: true)),
            .ok(
                Fixture.list(
                    Fixture.subscription(id: "sub_1", status: "incomplete_expired"), Fixture.subscription(id: "sub_2")))
        )
        #expect(try await stripe.client.subscriptions.find(search)?.providerID == "sub_2")
        #expect(
            stripe.requests == [
                "GET /v1/subscriptions?limit=100&customer=cus_1&status=all account=acct_1",
                "GET /v1/subscriptions?limit=100&starting_after=sub_0&customer=cus_1&status=all account=acct_1",
            ])
        #expect(try await ScriptedStripe(.ok(Fixture.list())).client.subscriptions.find(search) == nil)
        let odd = ScriptedStripe(.ok(Fixture.list(Fixture.subscription(status: "odd"))))
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await odd.client.subscriptions.find(search)
        }
        #expect(failure?.kind == .broken, "what cannot be read is not absent")
        #expect(failure?.mayHaveActed == false)
    }
}
