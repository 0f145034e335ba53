import Checkout
import HTTPMessages
import Testing

@testable import Simulator

/// How subscriptions start, and what is refused.
@Suite("Subscriptions")
struct SubscriptionTests {
    @Test func theFirstPeriodIsPaidAtOnce() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let made = shop.subscribe(customer, to: price, ["metadata": ["till": "sub_7"]])
        #expect(made.status == 200)
        #expect(made.json["status"] == "active")
        #expect(made.json["customer"] == .string(customer))
        #expect(made.json.at("metadata.till") == "sub_7")
        #expect(made.json.at("items.data.0.price.id") == .string(price))
        #expect(made.json.day("items.data.0.current_period_start") == "2026-01-31")
        #expect(made.json.day("items.data.0.current_period_end") == "2026-02-28")
        #expect(made.json["current_period_end"] == nil, "the period is the item's")
        #expect(shop.chargedDays == ["2026-01-31 2000"])
        let entry = shop.ledgerCharges.first
        #expect(entry?["subscription"] == made.json["id"])
        #expect(entry?["invoice"] == made.json["latest_invoice"])
        #expect(
            shop.billingEvents() == [
                "invoice.created", "invoice.finalized", "invoice.paid", "invoice.payment_succeeded",
                "customer.subscription.created",
            ])
        let invoice = shop.get("invoices/\(made.text("latest_invoice"))", ["expand": .list(["payments"])]).json
        #expect(invoice["status"] == "paid")
        #expect(invoice["billing_reason"] == "subscription_create")
        #expect(invoice.at("parent.subscription_details.subscription") == made.json["id"])
        #expect(invoice.at("payments.data.0.payment.payment_intent") == entry?["paymentIntentId"])
        #expect(invoice["subscription"] == nil, "the subscription is the parent's")
    }

    @Test func anAnchorLeavesTheFirstPeriodFree() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let seconds = BillingCycle(.monthly, anchor: shop.now).firstBoundary(after: shop.now).unixSeconds
        let made = shop.subscribe(
            customer, to: price, ["billing_cycle_anchor": .text("\(seconds)"), "proration_behavior": "none"])
        #expect(made.json["status"] == "active")
        #expect(made.json["latest_invoice"]?.isNull == true)
        #expect(made.json.day("items.data.0.current_period_end") == "2026-02-28")
        #expect(shop.ledgerCharges.isEmpty)
        shop.wait(days: 70)
        #expect(shop.chargedDays == ["2026-02-28 2000", "2026-03-28 2000"])
    }

    @Test func aConfiguredAnchorKeepsItsDay() {
        var shop = Shop.on("2026-01-31")
        let config: FormMap = ["day_of_month": "31", "hour": "10", "minute": "0", "second": "0"]
        let (customer, price) = (shop.customer(), shop.price())
        let made = shop.subscribe(
            customer, to: price, ["billing_cycle_anchor_config": .map(config), "proration_behavior": "none"])
        #expect(made.json.at("billing_cycle_anchor_config.day_of_month") == 31)
        shop.wait(days: 100)
        #expect(shop.chargedDays == ["2026-02-28 2000", "2026-03-31 2000", "2026-04-30 2000"])
    }

    @Test func anAnchorWithProrationChargesThePart() {
        var shop = Shop.on("2026-04-01")
        let (customer, price) = (shop.customer(), shop.price(3000))
        let anchor = shop.now + .seconds(10 * 86_400)
        _ = shop.subscribe(customer, to: price, ["billing_cycle_anchor": .text("\(anchor.unixSeconds)")])
        // 10 of the 31 days from 11 March to 11 April.
        #expect(shop.chargedDays == ["2026-04-01 968"])
        let late = shop.now + .seconds(40 * 86_400)
        let refused = shop.subscribe(customer, to: price, ["billing_cycle_anchor": .text("\(late.unixSeconds)")])
        #expect(refused.error["param"] == "billing_cycle_anchor")
    }

    @Test func wrongCallsAreRefusedAndLeaveNothing() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let once = shop.post("prices", ["currency": "usd", "unit_amount": "5", "product_data": ["name": "Book"]]).id
        #expect(shop.subscribe("cus_none", to: price).error["code"] == "resource_missing")
        #expect(shop.subscribe(customer, to: "price_none").error["code"] == "resource_missing")
        #expect(shop.subscribe(customer, to: once).error["param"] == "items[0][price]")
        #expect(shop.subscribe(customer, to: price, ["color": "red"]).error["code"] == "parameter_unknown")
        #expect(
            shop.subscribe(customer, to: price, ["default_payment_method": "pm_card_visa"]).error["param"]
                == "default_payment_method")
        let poor = shop.customer(paying: nil)
        #expect(shop.subscribe(poor, to: price).error["code"] == "resource_missing")
        _ = shop.post("prices/\(price)", ["active": "false"])
        #expect(shop.subscribe(customer, to: price).status == 400)
        #expect(shop.world.subscriptions.count == 0)
        #expect(shop.world.invoices.count == 0)
    }

    @Test func theSameKeyMakesOneSubscription() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let first = shop.subscribe(customer, to: price, key: "subscribe-1")
        let second = shop.subscribe(customer, to: price, key: "subscribe-1")
        #expect(second.isReplay)
        #expect(first.id == second.id)
        #expect(shop.world.subscriptions.count == 1)
        #expect(shop.ledgerCharges.first?["idempotencyKey"] == "subscribe-1")
        #expect(shop.subscribe(customer, to: price, ["description": "x"], key: "subscribe-1").status == 400)
    }

    @Test func priceDataAndLists() {
        var shop = Shop.on("2026-01-31")
        let customer = shop.customer()
        let product = shop.post("products", ["name": "Pro", "id": "prod_pro"])
        #expect(product.id == "prod_pro")
        let data: FormMap = [
            "currency": "eur", "product": "prod_pro", "unit_amount": "700", "recurring": ["interval": "year"],
        ]
        let made = shop.post(
            "subscriptions",
            ["customer": .text(customer), "items": .list([["price_data": .map(data), "quantity": "3"]])])
        #expect(made.json["currency"] == "eur")
        #expect(shop.chargedDays == ["2026-01-31 2100"])
        #expect(shop.get("prices", ["product": "prod_pro"]).json["data"]?.array?.count == 1)
        #expect(shop.get("products", ["active": "true"]).json.at("data.0.id") == "prod_pro")
        #expect(shop.get("subscriptions", ["customer": .text(customer)]).json["data"]?.array?.count == 1)
        #expect(shop.get("subscriptions", ["status": "past_due"]).json["data"]?.array?.isEmpty == true)
        _ = shop.cancel(made.id)
        #expect(shop.get("subscriptions", ["customer": .text(customer)]).json["data"]?.array?.isEmpty == true)
        #expect(shop.get("subscriptions", ["status": "all"]).json["data"]?.array?.count == 1)
        #expect(shop.get("subscriptions", ["status": "canceled"]).json["data"]?.array?.count == 1)
        shop.account = "acct_other"
        #expect(shop.get("subscriptions/\(made.id)").status == 404)
    }

    @Test func thePlatformsPart() {
        var shop = Shop.on("2026-01-31")
        #expect(shop.subscribe(shop.customer(), to: shop.price(), ["application_fee_percent": "2.5"]).status == 400)
        shop.account = "acct_1"
        let (customer, price) = (shop.customer(), shop.price())
        let made = shop.subscribe(customer, to: price, ["application_fee_percent": "2.5"])
        #expect(made.json["application_fee_percent"].map { String(decoding: $0.bytes, as: UTF8.self) } == "2.5")
        shop.wait(days: 28)
        #expect(shop.world.charges.all.map(\.applicationFeeAmount) == [50, 50])
        #expect(FeePercentage("100.01") == nil)
        #expect(FeePercentage("-1") == nil)
        #expect(FeePercentage("0.05")?.share(of: 9_999) == 5)
    }

    @Test func aStatusChangesBehindEverybodysBack() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let id = shop.subscribe(customer, to: price).id
        let events = shop.eventTypes.count
        #expect(shop.world.drift(id, to: .canceled, at: shop.now)?["status"] == "canceled")
        #expect(shop.world.drift("sub_none", to: .canceled, at: shop.now) == nil)
        #expect(shop.eventTypes.count == events)
        #expect(shop.subscription(id).day("ended_at") == "2026-01-31")
        shop.wait(days: 60)
        #expect(shop.chargedDays.count == 1)
        #expect(shop.eventTypes.count == events)
    }
}
