import Checkout
import HTTPMessages
import Testing

@testable import Simulator

/// What happens month after month, and when a card stops working.
@Suite("Renewals")
struct RenewalTests {
    @Test func twelveMonthsAreTwelveCharges() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let id = shop.subscribe(customer, to: price).id
        shop.wait(days: 364)
        let days = [
            "01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30", "12-31",
        ]
        #expect(shop.chargedDays == days.map { "2026-\($0) 2000" })
        #expect(shop.ledgerCharges.allSatisfy { $0["subscription"] == .string(id) })
        #expect(Set(shop.ledgerCharges.compactMap { $0["invoice"]?.string }).count == 12)
        #expect(shop.status(id) == "active")
        #expect(shop.invoices(id).dropFirst().allSatisfy { $0["billing_reason"] == "subscription_cycle" })
        #expect(shop.world.agenda.count == 1, "nothing but the next bill is planned")
    }

    @Test func oneJumpIsAsManySteps() {
        func days(_ steps: [Int]) -> ([String], [String]) {
            var shop = Shop.on("2026-01-31")
            let (customer, price) = (shop.customer(), shop.price(every: "week"))
            _ = shop.subscribe(customer, to: price)
            for step in steps { shop.wait(days: step) }
            return (shop.chargedDays, shop.eventTypes)
        }
        let jump = days([100])
        let steps = days(Array(repeating: 1, count: 100))
        #expect(jump.0 == steps.0)
        #expect(jump.1 == steps.1)
        #expect(jump.0.count == 15)
    }

    @Test func aRenewalIsToldOfInOrder() throws {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        _ = shop.subscribe(customer, to: price)
        let before = shop.eventTypes.count
        shop.wait(days: 28)
        #expect(
            Array(shop.eventTypes.dropFirst(before)) == [
                "invoice.created", "customer.subscription.updated", "invoice.finalized", "payment_intent.created",
                "charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded",
            ])
        let updated = try #require(shop.world.events.newestFirst.first { $0.type.hasSuffix("subscription.updated") })
        #expect(updated.created == Timestamp("2026-02-28T10:00:00Z")?.unixSeconds)
        #expect(updated.json.at("data.previous_attributes.latest_invoice").string?.hasPrefix("in_1") == true)
        #expect(updated.json.at("data.previous_attributes.status").isNull)
    }

    private func failing(
        _ adjust: (inout SimulatorSettings) -> Void = { _ in }
    ) -> (shop: Shop, customer: String, subscription: String) {
        var shop = Shop.on("2026-01-31", adjust)
        let (customer, price) = (shop.customer(), shop.price())
        let id = shop.subscribe(customer, to: price).id
        let bad = shop.post("payment_methods/pm_card_chargeCustomerFail/attach", ["customer": .text(customer)]).id
        _ = shop.update(id, ["default_payment_method": .text(bad)])
        shop.wait(days: 28)
        return (shop, customer, id)
    }

    @Test func aFailedRenewalIsTriedAgainAndRecovers() {
        var (shop, _, id) = failing()
        #expect(shop.status(id) == "past_due")
        #expect(shop.billingEvents().suffix(2) == ["invoice.payment_failed", "customer.subscription.updated"])
        let invoice = shop.invoices(id).last ?? .null
        #expect(invoice["status"] == "open")
        #expect(invoice["attempt_count"] == 1)
        #expect(invoice.day("next_payment_attempt") == "2026-03-03")
        shop.wait(days: 3)
        #expect(shop.invoices(id).last?.day("next_payment_attempt") == "2026-03-08")
        _ = shop.update(id, ["default_payment_method": ""])
        let before = shop.eventTypes.count
        shop.wait(days: 5)
        #expect(shop.status(id) == "active")
        #expect(
            shop.billingEvents(after: before) == [
                "invoice.paid", "invoice.payment_succeeded", "customer.subscription.updated",
            ])
        #expect(shop.invoices(id).last?["attempt_count"] == 3)
        #expect(shop.chargedDays == ["2026-01-31 2000", "2026-03-08 2000"])
        shop.wait(days: 23)
        #expect(shop.chargedDays.last == "2026-03-31 2000", "the next bill is due when it was")
    }

    @Test func afterTheLastTryItIsCanceled() {
        var (shop, _, id) = failing()
        shop.wait(days: 14)
        #expect(shop.status(id) == "past_due")
        shop.wait(days: 1)
        #expect(shop.status(id) == "canceled")
        #expect(shop.subscription(id).at("cancellation_details.reason") == "payment_failed")
        #expect(shop.billingEvents().suffix(2) == ["invoice.payment_failed", "customer.subscription.deleted"])
        #expect(shop.invoices(id).last?["attempt_count"] == 4)
        #expect(shop.invoices(id).last?["next_payment_attempt"]?.isNull == true)
        shop.wait(days: 400)
        #expect(shop.chargedDays.count == 1)
    }

    @Test func orUnpaidWithDraftsForBills() {
        var (shop, _, id) = failing { $0.afterPaymentRetries = .markUnpaid }
        shop.wait(days: 15)
        #expect(shop.status(id) == "unpaid")
        shop.wait(days: 31)
        #expect(shop.invoices(id).last?["status"] == "draft")
        _ = shop.update(id, ["default_payment_method": ""])
        let open = shop.invoices(id).first { $0["status"] == "open" }?["id"]?.string ?? ""
        #expect(shop.post("invoices/\(open)/pay").json["status"] == "paid")
        #expect(shop.status(id) == "active")
        #expect(shop.chargedDays.count == 2)
    }

    @Test func orItStaysPastDue() {
        var (shop, _, id) = failing { $0.afterPaymentRetries = .leavePastDue }
        shop.wait(days: 29)
        #expect(shop.status(id) == "past_due")
        #expect(shop.invoices(id).count == 2)
    }

    @Test func aFaultDeclinesOneRenewal() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let other = shop.subscribe(customer, to: price).id
        let id = shop.subscribe(shop.customer(), to: price).id
        shop.world.faults.add(Fault(.declineInvoices, route: id, count: 1))
        shop.wait(days: 28)
        #expect(shop.status(id) == "past_due")
        #expect(shop.status(other) == "active")
        shop.wait(days: 3)
        #expect(shop.status(id) == "active")
        #expect(shop.chargedDays.count == 4)
    }

    @Test func aCardThatAlwaysAsksFailsWithoutItsOwner() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(), shop.price())
        let id = shop.subscribe(customer, to: price).id
        let asking = shop.post("payment_methods/pm_card_authenticationRequired/attach", ["customer": .text(customer)])
        _ = shop.update(id, ["default_payment_method": .text(asking.id)])
        shop.wait(days: 28)
        #expect(shop.status(id) == "past_due")
        #expect(shop.eventTypes.contains("invoice.payment_action_required"))
    }
}
