import Checkout
import HTTPClient
import Payments
import Testing

@testable import Stripe

/// What is sold, as Stripe lists it.
@Suite("Catalog")
struct CatalogTests {
    private static let product = ProductID(UniqueID(bits: 3))

    private func price(_ more: String) -> String {
        #"{"id":"price_1","object":"price","active":true,"billing_scheme":"per_unit","currency":"usd","livemode":false,"#
            + #""metadata":{},"nickname":"Monthly","product":"prod_1",\#(more)}"#
    }

    private func read(_ prices: String...) async throws -> ProviderPage<ListedPrice> {
        let list = #"{"object":"list","data":[\#(prices.joined(separator: ","))],"has_more":false}"#
        return try await ScriptedStripe(.ok(list)).client.catalog.listPrices(CatalogList())
    }

    @Test func products() async throws {
        let stripe = ScriptedStripe(
            .ok(
                Fixture.list(
                    #"{"id":"prod_1","object":"product","active":true,"description":"All of it","livemode":false,"#
                        + #""metadata":{"till_product":"\#(Self.product)","tier":"1"},"name":"Pro"}"#,
                    #"{"id":"prod_2","object":"product","active":false,"description":null,"livemode":false,"#
                        + #""metadata":{},"name":"Old"}"#, #"{"id":"prod_3","object":"product"}"#)))
        let page = try await stripe.client.catalog.listProducts(
            CatalogList(accountID: "acct_1", after: "prod_0", limit: 500))
        let notes = ["till_product": Self.product.description, "tier": "1"]
        #expect(
            page.items == [
                ProviderProduct(
                    providerID: "prod_1", productID: Self.product, name: "Pro", description: "All of it",
                    isActive: true, metadata: notes, livemode: false),
                ProviderProduct(providerID: "prod_2", name: "Old", isActive: false, livemode: false),
            ])
        #expect(page.unreadable == [UnreadableObject(id: "prod_3", reason: "name")])
        #expect(stripe.requests == ["GET /v1/products?limit=100&starting_after=prod_0 account=acct_1"])
    }

    @Test func aMonthlyPrice() async throws {
        let page = try await read(
            price(
                #""type":"recurring","unit_amount":1999,"recurring":{"interval":"month","interval_count":1,"#
                    + #""trial_period_days":14,"usage_type":"licensed"}"#))
        let period = try #require(BillingPeriod(interval: .month, count: 1))
        #expect(
            page.items == [
                ListedPrice(
                    providerID: "price_1", product: "prod_1", unitAmount: try Fixture.usd(1999),
                    billing: .recurring(period), trialDays: 14, name: "Monthly", isActive: true, livemode: false)
            ])
    }

    @Test(
        arguments: [
            (#""type":"one_time","unit_amount":500"#, .oneTime),
            (#""type":"one_time","unit_amount":null"#, .unsupported("no whole amount in a known currency")),
            (
                #""type":"one_time","unit_amount":null,"custom_unit_amount":{"minimum":1}"#,
                .unsupported("an amount the buyer chooses")
            ),
            (
                #""type":"recurring","unit_amount":5,"recurring":{"usage_type":"metered"}"#, .unsupported("metered use")
            ),
            (
                #""type":"recurring","unit_amount":5,"recurring":{"interval":"year","interval_count":3}"#,
                .unsupported("every 3 years")
            ),
            (#""type":"one_time","unit_amount":5,"transform_quantity":{}"#, .unsupported("a transformed quantity")),
        ] as [(String, ListedPrice.Billing)])
    func billing(members: String, expected: ListedPrice.Billing) async throws {
        #expect(try await read(price(members)).items.map(\.billing) == [expected])
    }

    @Test func tiersAndNonsense() async throws {
        let tiered = price(#""type":"recurring","unit_amount":null"#).replacing("per_unit", with: "tiered")
        let odd = price(#""type":"recurring","unit_amount":5,"recurring":{"interval":"decade","interval_count":1}"#)
        let page = try await read(tiered, odd)
        #expect(page.items.map(\.billing) == [.unsupported("tiers")])
        #expect(page.unreadable == [UnreadableObject(id: "price_1", reason: "recurring")])
    }
}
