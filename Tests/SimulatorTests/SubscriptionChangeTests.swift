import Checkout
import HTTPMessages
import Testing

@testable import Simulator

/// Other prices, pauses and ends.
@Suite("Subscription changes")
struct SubscriptionChangeTests {
    /// Half a month into 2000 a month, and a price of 5000 to change to.
    private func half() -> (shop: Shop, id: String, change: FormMap) {
        var shop = Shop.on("2026-04-01")
        let (customer, price, dear) = (shop.customer(), shop.price(), shop.price(5000))
        let made = shop.subscribe(customer, to: price)
        shop.wait(days: 15)
        let item = made.json.at("items.data.0.id").string ?? ""
        return (shop, made.id, ["items": .list([["id": .text(item), "price": .text(dear)]])])
    }

    @Test func prorationsComeWithTheNextBill() {
        var (shop, id, change) = half()
        #expect(shop.update(id, change).json.at("items.data.0.price.unit_amount") == 5000)
        #expect(shop.chargedDays.count == 1)
        shop.wait(days: 15)
        #expect(shop.chargedDays == ["2026-04-01 2000", "2026-05-01 6500"])
        let lines = shop.invoices(id).last?.at("lines.data").array ?? []
        #expect(lines.map { $0["amount"] } == [-1000, 2500, 5000])
        #expect(
            lines.map { $0.at("parent.subscription_item_details.proration") } == [true, true, false])
        shop.wait(days: 31)
        #expect(shop.chargedDays.last == "2026-06-01 5000")
    }

    @Test func orAtOnce() {
        var (shop, id, change) = half()
        var form = change
        form["proration_behavior"] = "always_invoice"
        _ = shop.update(id, form)
        #expect(shop.chargedDays == ["2026-04-01 2000", "2026-04-16 1500"])
        #expect(shop.invoices(id).last?["billing_reason"] == "subscription_update")
        shop.wait(days: 15)
        #expect(shop.chargedDays.last == "2026-05-01 5000")
    }

    @Test func orNotAtAll() {
        var (shop, id, change) = half()
        var form = change
        form["proration_behavior"] = "none"
        _ = shop.update(id, form)
        shop.wait(days: 15)
        #expect(shop.chargedDays == ["2026-04-01 2000", "2026-05-01 5000"])
    }

    @Test func aPreviewIsWhatComesAndChangesNothing() {
        var (shop, id, change) = half()
        let plain: FormMap = ["subscription": .text(id), "subscription_details": .map(change)]
        let preview = shop.post("invoices/create_preview", plain).json
        #expect(preview["total"] == 6500)
        #expect(preview.at("lines.data.0.amount") == -1000)
        #expect(preview.day("next_payment_attempt") == "2026-05-01")
        var now = change
        now["proration_behavior"] = "always_invoice"
        let atOnce = shop.post(
            "invoices/create_preview", ["subscription": .text(id), "subscription_details": .map(now)])
        #expect(atOnce.json["amount_due"] == 1500)
        let upcoming = shop.get("invoices/upcoming", ["subscription": .text(id)]).json
        #expect(upcoming["amount_due"] == 2000)
        let older: FormMap = ["subscription": .text(id), "subscription_items": change["items"] ?? ""]
        #expect(shop.get("invoices/upcoming", older).json["total"] == 6500)
        #expect(shop.invoices(id).count == 1)
        shop.wait(days: 15)
        #expect(shop.chargedDays.last == "2026-05-01 2000")
    }

    @Test func aCheaperPriceLeavesCredit() {
        var (shop, id, change) = half()
        var form = change
        form["proration_behavior"] = "always_invoice"
        _ = shop.update(id, form)
        let item = shop.subscription(id).at("items.data.0.id").string ?? ""
        let cheap = shop.price(100)
        _ = shop.update(
            id,
            [
                "items": .list([["id": .text(item), "price": .text(cheap)]]),
                "proration_behavior": "always_invoice",
            ])
        #expect(shop.chargedDays.count == 2)
        let customer = shop.subscription(id)["customer"]?.string ?? ""
        #expect(shop.get("customers/\(customer)").json["balance"] == -2450)
        shop.wait(days: 15)
        #expect(shop.chargedDays.count == 2, "paid from the credit")
        #expect(shop.get("customers/\(customer)").json["balance"] == -2350)
    }

    @Test func anotherIntervalStartsAnew() {
        var (shop, id, _) = half()
        let item = shop.subscription(id).at("items.data.0.id").string ?? ""
        let yearly = shop.price(20_000, every: "year")
        let changed = shop.update(id, ["items": .list([["id": .text(item), "price": .text(yearly)]])])
        #expect(changed.json.day("items.data.0.current_period_end") == "2027-04-16")
        #expect(shop.chargedDays == ["2026-04-01 2000", "2026-04-16 19000"])
    }

    @Test func aFailedChangeIsUndoneWhenThatIsAsked() {
        var (shop, id, change) = half()
        shop.world.faults.add(Fault(.declineInvoices, count: 1))
        var form = change
        form["proration_behavior"] = "always_invoice"
        form["payment_behavior"] = "error_if_incomplete"
        let events = shop.eventTypes.count
        #expect(shop.update(id, form).status == 402)
        #expect(shop.subscription(id).at("items.data.0.price.unit_amount") == 2000)
        #expect(shop.status(id) == "active")
        #expect(shop.eventTypes.count == events)
        #expect(shop.update(id, form).status == 200)
        #expect(shop.chargedDays.last == "2026-04-16 1500")
    }

    @Test func cancelingAtThePeriodsEndAndThinkingBetterOfIt() {
        var (shop, id, _) = half()
        let canceled = shop.update(id, ["cancel_at_period_end": "true"]).json
        #expect(canceled["status"] == "active")
        #expect(canceled.day("cancel_at") == "2026-05-01")
        #expect(canceled.day("canceled_at") == "2026-04-16")
        let back = shop.update(id, ["cancel_at_period_end": "false"]).json
        #expect(back["cancel_at"]?.isNull == true)
        #expect(back["canceled_at"]?.isNull == true)
        _ = shop.update(id, ["cancel_at_period_end": "true"])
        shop.wait(days: 40)
        let over = shop.subscription(id)
        #expect(over["status"] == "canceled")
        #expect(over.day("ended_at") == "2026-05-01")
        #expect(shop.eventTypes.last == "customer.subscription.deleted")
        #expect(shop.chargedDays.count == 1)
        #expect(shop.update(id, ["cancel_at_period_end": "false"]).status == 400)
    }

    @Test func cancelingAtOnceAndAtATime() {
        var (shop, id, _) = half()
        let at = (shop.now + .seconds(86_400)).unixSeconds
        #expect(shop.update(id, ["cancel_at": .text("\(at)")]).json["cancel_at"] == .integer(at))
        shop.wait(days: 1)
        #expect(shop.status(id) == "canceled")
        var (other, second, _) = half()
        let canceled = other.cancel(second, "prorate=true&invoice_now=true")
        #expect(canceled.json["status"] == "canceled")
        let customer = canceled.text("customer")
        #expect(other.get("customers/\(customer)").json["balance"] == -1000)
        #expect(other.cancel(second).status == 404)
    }

    @Test(arguments: [("void", "void"), ("keep_as_draft", "draft"), ("mark_uncollectible", "uncollectible")])
    func collectingIsPaused(behavior: String, status: String) {
        var (shop, id, _) = half()
        let until = (shop.now + .seconds(40 * 86_400)).unixSeconds
        let pause: FormMap = ["behavior": .text(behavior), "resumes_at": .text("\(until)")]
        #expect(shop.update(id, ["pause_collection": .map(pause)]).json["status"] == "active")
        shop.wait(days: 15)
        #expect(shop.invoices(id).last?["status"] == .string(status))
        #expect(shop.chargedDays.count == 1)
        shop.wait(days: 31)
        #expect(shop.subscription(id)["pause_collection"]?.isNull == true)
        #expect(shop.chargedDays == ["2026-04-01 2000", "2026-06-01 2000"])
    }

    @Test func deletingTheCustomerEndsIt() {
        var (shop, id, _) = half()
        let customer = shop.subscription(id)["customer"]?.string ?? ""
        _ = shop.send(SimulatedRequest(.delete, "/v1/customers/\(customer)"))
        #expect(shop.status(id) == "canceled")
    }
}
