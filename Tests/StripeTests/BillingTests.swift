import Checkout
import HTTPClient
import Payments
import Testing

@testable import Stripe

/// Bills, previews of them, refunds, customers and what is sold.
@Suite("Billing")
struct BillingTests {
    private let subscription = SubscriptionReference(providerID: "sub_1")
    private let key = ProviderKey.refund("7", ofIntent: "pi_1")

    private func preview(
        _ proration: ChangeOrder.Proration, _ lines: String..., at: Timestamp? = Fixture.start, due: Int = 700
    ) async throws -> (ChangePreview, [String]) {
        let list = lines.joined(separator: ",")
        let stripe = ScriptedStripe(
            .ok(
                #"{"id":"upcoming_in_1","object":"invoice","amount_due":\#(due),"currency":"usd","lines":{"#
                    + #""object":"list","data":[\#(list)],"has_more":false},"next_payment_attempt":1802592000}"#))
        let order = ChangeOrder(
            subscription, key: key, item: "si_1", price: .existing("price_2"), proration: proration, at: at)
        return (try await stripe.client.subscriptions.previewChange(order), stripe.requests)
    }

    @Test func aChangeBilledNow() async throws {
        let (preview, requests) = try await preview(
            .billedNow, Fixture.line("-500", proration: true), Fixture.line("1200", proration: true))
        #expect(
            requests == [
                "POST /v1/invoices/create_preview subscription=sub_1&subscription_details[items][0][id]=si_1"
                    + "&subscription_details[items][0][price]=price_2&subscription_details[items][0][quantity]=1"
                    + "&subscription_details[proration_behavior]=always_invoice"
                    + "&subscription_details[proration_date]=1800000000"
            ])
        #expect(preview.credited == (try Fixture.usd(500)))
        #expect(preview.charged == (try Fixture.usd(1200)))
        #expect(preview.total == (try Fixture.usd(700)))
        #expect(preview.dueNow == (try Fixture.usd(700)))
        #expect(preview.billedAt == Fixture.start)
        #expect(preview.lines.map(\.isProration) == [true, true])
        #expect(
            preview.explanation
                == "5.00 USD is credited for unused time at the old price and 12.00 USD charged for it at the new one. "
                + "7.00 USD is due now.")
    }

    @Test func aChangeOnTheNextBill() async throws {
        let (preview, _) = try await preview(
            .billedNext, Fixture.line("-500", proration: true), Fixture.line("300", proration: true),
            Fixture.line("2000", proration: false, start: 1_802_592_000))
        #expect(preview.total == (try Fixture.usd(-200)), "without the next period's own price")
        #expect(preview.dueNow.isZero)
        #expect(preview.billedAt == Fixture.end)
        #expect(preview.explanation.hasSuffix("The rest is credited to the next bill."))
    }

    @Test func anotherIntervalIsBilledAtOnce() async throws {
        for at in [Fixture.start, nil] {
            let (preview, _) = try await preview(
                .billedNext, Fixture.line("-500", proration: true), Fixture.line("9000", proration: false), at: at,
                due: 8500)
            #expect(preview.dueNow == (try Fixture.usd(8500)))
            #expect(preview.charged == (try Fixture.usd(9000)))
        }
    }

    @Test func aChangeWithoutProration() async throws {
        let (preview, _) = try await preview(
            .none, Fixture.line("2000", proration: false, start: 1_802_592_000), due: 2000)
        #expect(preview.total.isZero && preview.dueNow.isZero)
        #expect(preview.explanation.hasPrefix("Nothing is charged"))
    }

    @Test func aPreviewActsOnNothing() async throws {
        let stripe = ScriptedStripe(.lost, .lost, .lost)
        let order = ChangeOrder(subscription, key: key, item: "si_1", price: .existing("p"), proration: .none)
        let client = stripe.client
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await client.subscriptions.previewChange(order)
        }
        #expect(failure?.mayHaveActed == false)
        #expect(stripe.requests.count == 3, "so it may be asked again")
    }

    @Test func bills() async throws {
        let stripe = ScriptedStripe(
            .ok(Fixture.invoice()),
            .ok(Fixture.list(#"{"id":"inpay_1","object":"invoice_payment","invoice":"in_1"}"#)),
            .ok(Fixture.invoice()), .ok(Fixture.list()), .ok(Fixture.list(Fixture.invoice(), "{}")))
        let client = stripe.client.invoices
        let report = InvoiceReport(
            providerID: "in_1", subscription: "sub_1", customer: "cus_1", status: .paid, reason: .renewal,
            amountDue: try Fixture.usd(2000), amountPaid: try Fixture.usd(2000), attemptCount: 1,
            period: Fixture.start..<Fixture.end, createdAt: Fixture.start, livemode: false,
            subscriptionID: Fixture.own)
        #expect(try await client.lookUp(InvoiceReference(providerID: "in_1")) == report)
        #expect(try await client.find(IntentReference(intentID: "pi_1")) == report)
        #expect(try await client.find(IntentReference(intentID: "pi_2")) == nil)
        let page = try await client.list(InvoiceList(of: subscription, after: "in_0", limit: 2))
        #expect(page.items == [report])
        #expect(page.unreadable == [UnreadableObject(id: "unknown", reason: "object")])
        #expect(
            stripe.requests == [
                "GET /v1/invoices/in_1",
                "GET /v1/invoice_payments?payment[payment_intent]=pi_1&payment[type]=payment_intent&limit=1",
                "GET /v1/invoices/in_1",
                "GET /v1/invoice_payments?payment[payment_intent]=pi_2&payment[type]=payment_intent&limit=1",
                "GET /v1/invoices?limit=2&starting_after=in_0&subscription=sub_1",
            ])
    }

    @Test func partsOfAPaymentGoBack() async throws {
        let stripe = ScriptedStripe(
            .ok(Fixture.refund(status: "pending")), .ok(Fixture.refund()), .ok(Fixture.list(Fixture.refund())))
        let intent = IntentReference(intentID: "pi_1", accountID: "acct_1")
        let order = RefundOrder(
            intent: intent, key: key, amount: try Fixture.usd(500), sessionID: nil, reason: .requestedByCustomer)
        let pending = try await stripe.client.refunds.create(order)
        #expect(
            pending
                == RefundReport(
                    providerID: "re_1", intentID: "pi_1", status: .pending, amount: try Fixture.usd(500),
                    reference: key.text, createdAt: Fixture.start, accountID: "acct_1"))
        let found = try await stripe.client.refunds.lookUp(RefundReference(providerID: "re_1"))
        #expect(found.status == .succeeded)
        #expect(try await stripe.client.refunds.list(intent).items.map(\.reference) == [key.text])
        #expect(
            stripe.requests == [
                "POST /v1/refunds key=\(key) account=acct_1 payment_intent=pi_1&amount=500"
                    + "&reason=requested_by_customer&metadata[till_refund]=\(key)",
                "GET /v1/refunds/re_1",
                "GET /v1/refunds?limit=100&payment_intent=pi_1 account=acct_1",
            ])
        let done = ScriptedStripe(
            .status(400, ScriptedStripe.error("invalid_request_error", code: "charge_already_refunded"))
        ).client
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in try await done.refunds.create(order) }
        #expect(failure?.kind == .refused)
        #expect(failure?.detail.contains("charge_already_refunded") == true)
    }

    @Test func customers() async throws {
        let id = CustomerID(UniqueID(bits: 5))
        let listed = #"{"id":"cus_1","object":"customer","metadata":{"till_customer":"\#(id)"}}"#
        let stripe = ScriptedStripe(
            .ok(#"{"id":"cus_1"}"#), .ok(Fixture.list(#"{"id":"cus_0"}"#, hasMore: true)), .ok(Fixture.list(listed)),
            .ok(#"{"id":"pm_1","customer":"cus_1"}"#), .ok(#"{"id":"cus_1"}"#))
        let client = stripe.client.customers
        #expect(try await client.create(CustomerOrder(customerID: id, email: "a@b.example", name: "Ada")) == "cus_1")
        let search = CustomerSearch(customerID: id, email: "a@b.example", createdSince: Fixture.start)
        #expect(try await client.find(search) == "cus_1")
        try await client.attachPaymentMethod(AttachOrder(paymentMethod: "pm_1", customer: "cus_1"))
        let query = "email=a%40b.example&created[gte]=1800000000"
        #expect(
            stripe.requests == [
                "POST /v1/customers key=till-\(id)-customer email=a%40b.example&name=Ada&metadata[till_customer]=\(id)",
                "GET /v1/customers?limit=100&" + query,
                "GET /v1/customers?limit=100&starting_after=cus_0&" + query,
                "POST /v1/payment_methods/pm_1/attach key=till-cus_1-method-pm_1 customer=cus_1",
                "POST /v1/customers/cus_1 invoice_settings[default_payment_method]=pm_1",
            ])
    }

    @Test func aMethodThatIsThereAlready() async throws {
        let refused = ScriptedStripe.Answer.status(
            400, ScriptedStripe.error("invalid_request_error", code: "payment_method_unexpected_state"))
        let order = AttachOrder(paymentMethod: "pm_1", customer: "cus_1")
        let own = ScriptedStripe(refused, .ok(#"{"id":"pm_1","customer":"cus_1"}"#), .ok(#"{"id":"cus_1"}"#))
        try await own.client.customers.attachPaymentMethod(order)
        #expect(own.requests[1] == "GET /v1/payment_methods/pm_1")
        let elsewhere = ScriptedStripe(refused, .ok(#"{"id":"pm_1","customer":"cus_2"}"#)).client.customers
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await elsewhere.attachPaymentMethod(order)
        }
        #expect(failure?.kind == .refused)
        #expect(failure?.detail.contains("payment_method_unexpected_state") == true)
    }

    @Test func aMethodOfSomebodyElsesIsNotAttached() async throws {
        let stripe = ScriptedStripe(.ok(#"{"id":"pm_1","customer":"cus_2"}"#)).client
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await stripe.customers.attachPaymentMethod(AttachOrder(paymentMethod: "pm_1", customer: "cus_1"))
        }
        #expect(failure?.kind == .broken)
    }
}
