import Checkout
import HTTPMessages
import Testing

@testable import Simulator

/// Trials take no money until they end.
@Suite("Trials")
struct TrialTests {
    @Test func fourteenDaysAndThenOneCharge() {
        var shop = Shop.on("2026-02-20")
        let (customer, price) = (shop.customer(), shop.price())
        let made = shop.subscribe(customer, to: price, ["trial_period_days": "14"])
        #expect(made.json["status"] == "trialing")
        #expect(made.json.day("trial_end") == "2026-03-06")
        #expect(made.json.day("items.data.0.current_period_end") == "2026-03-06")
        #expect(shop.invoices(made.id).map { $0["amount_due"] } == [0])
        shop.wait(days: 10)
        #expect(!shop.eventTypes.contains("customer.subscription.trial_will_end"))
        shop.wait(days: 1)
        #expect(shop.eventTypes.filter { $0 == "customer.subscription.trial_will_end" }.count == 1)
        shop.wait(.seconds(3 * 86_400 - 1))
        #expect(shop.ledgerCharges.isEmpty)
        shop.wait(.seconds(1))
        #expect(shop.chargedDays == ["2026-03-06 2000"])
        #expect(shop.status(made.id) == "active")
        shop.wait(days: 31)
        #expect(shop.chargedDays == ["2026-03-06 2000", "2026-04-06 2000"])
        #expect(shop.eventTypes.filter { $0 == "customer.subscription.trial_will_end" }.count == 1)
    }

    @Test func aShortTrialIsToldOfAtOnce() {
        var shop = Shop.on("2026-02-20")
        let (customer, price) = (shop.customer(), shop.price())
        _ = shop.subscribe(customer, to: price, ["trial_period_days": "2"])
        shop.wait(.seconds(1))
        #expect(shop.eventTypes.last == "customer.subscription.trial_will_end")
    }

    @Test func cancelingDuringATrialCostsNothing() {
        var shop = Shop.on("2026-02-20")
        let (customer, price) = (shop.customer(), shop.price())
        let id = shop.subscribe(customer, to: price, ["trial_period_days": "14"]).id
        _ = shop.update(id, ["cancel_at_period_end": "true"])
        shop.wait(days: 60)
        #expect(shop.status(id) == "canceled")
        #expect(shop.ledgerCharges.isEmpty)
    }

    @Test func aTrialEndsWhenItIsTold() {
        var shop = Shop.on("2026-02-20")
        let (customer, price) = (shop.customer(), shop.price())
        let id = shop.subscribe(customer, to: price, ["trial_period_days": "14"]).id
        shop.wait(days: 3)
        #expect(shop.update(id, ["trial_end": "now"]).json["status"] == "active")
        shop.wait(days: 28)
        #expect(shop.chargedDays == ["2026-02-23 2000", "2026-03-23 2000"])
    }

    @Test func aTrialIsPutOff() {
        var shop = Shop.on("2026-02-20")
        let (customer, price) = (shop.customer(), shop.price())
        let id = shop.subscribe(customer, to: price, ["trial_period_days": "14"]).id
        let end = (shop.now + .seconds(30 * 86_400)).unixSeconds
        #expect(shop.update(id, ["trial_end": .text("\(end)")]).json["trial_end"] == .integer(end))
        shop.wait(days: 29)
        #expect(shop.ledgerCharges.isEmpty)
        shop.wait(days: 1)
        #expect(shop.chargedDays == ["2026-03-22 2000"])
    }

    @Test(arguments: [("create_invoice", "past_due"), ("cancel", "canceled"), ("pause", "paused")])
    func aTrialWithoutAMethodEnds(behavior: String, status: String) {
        var shop = Shop.on("2026-02-20")
        let (customer, price) = (shop.customer(paying: nil), shop.price())
        let id = shop.subscribe(
            customer, to: price,
            [
                "trial_period_days": "14",
                "trial_settings": ["end_behavior": ["missing_payment_method": .text(behavior)]],
            ]
        ).id
        shop.wait(days: 14)
        #expect(shop.status(id) == status)
        #expect(shop.ledgerCharges.isEmpty)
        guard status == "paused" else { return }
        #expect(shop.eventTypes.last == "customer.subscription.paused")
        let method = shop.post("payment_methods/pm_card_visa/attach", ["customer": .text(customer)]).id
        _ = shop.post("customers/\(customer)", ["invoice_settings": ["default_payment_method": .text(method)]])
        shop.wait(days: 100)
        #expect(shop.post("subscriptions/\(id)/resume").json["status"] == "active")
        #expect(shop.eventTypes.contains("customer.subscription.resumed"))
        #expect(shop.chargedDays == ["2026-06-14 2000"])
    }
}
