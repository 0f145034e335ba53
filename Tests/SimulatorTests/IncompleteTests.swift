import HTTPMessages
import Testing

@testable import Simulator

/// First payments that do not come at once, or not at all.
@Suite("Incomplete subscriptions")
struct IncompleteTests {
    @Test func theBuyersBrowserPays() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(paying: nil), shop.price())
        let made = shop.subscribe(
            customer, to: price,
            [
                "payment_behavior": "default_incomplete", "expand": .list(["latest_invoice.confirmation_secret"]),
                "payment_settings": ["save_default_payment_method": "on_subscription"],
            ])
        #expect(made.json["status"] == "incomplete")
        let secret = made.json.at("latest_invoice.confirmation_secret.client_secret").string ?? ""
        let intent = String(secret.prefix(28))
        let declined = shop.confirm(intent, ["payment_method": "pm_card_chargeCustomerFail"])
        #expect(declined.status == 402)
        #expect(shop.status(made.id) == "incomplete")
        #expect(shop.confirm(intent, ["payment_method": "pm_card_visa"]).json["status"] == "succeeded")
        let after = shop.subscription(made.id)
        #expect(after["status"] == "active")
        #expect(after["default_payment_method"]?.string?.hasPrefix("pm_") == true)
        shop.wait(days: 28)
        #expect(shop.chargedDays == ["2026-01-31 2000", "2026-02-28 2000"])
    }

    @Test func aDeclineLeavesItIncompleteUntilItExpires() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(paying: "pm_card_chargeCustomerFail"), shop.price())
        let id = shop.subscribe(customer, to: price).id
        #expect(shop.status(id) == "incomplete")
        shop.wait(.seconds(23 * 3600))
        #expect(shop.status(id) == "incomplete_expired")
        #expect(shop.invoices(id).last?["status"] == "void")
        shop.wait(days: 90)
        #expect(shop.invoices(id).count == 1)
        #expect(shop.ledgerCharges.isEmpty)
    }

    @Test func orThereIsNone() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(paying: "pm_card_chargeCustomerFail"), shop.price())
        let refused = shop.subscribe(customer, to: price, ["payment_behavior": "error_if_incomplete"])
        #expect(refused.status == 402)
        #expect(refused.error["code"] == "card_declined")
        #expect(shop.world.subscriptions.count == 0)
        #expect(shop.world.invoices.count == 0)
        #expect(!shop.eventTypes.contains("invoice.created"))
    }

    @Test func threeDSecureIsAskedForWhileTheBuyerIsThere() throws {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(paying: "pm_card_authenticationRequiredOnSetup"), shop.price())
        let made = shop.subscribe(customer, to: price)
        #expect(made.json["status"] == "incomplete")
        let intent = shop.world.paymentIntents.newestFirst.first { $0.invoice != nil }?.id ?? ""
        _ = try shop.world.authenticate(intent, .approve, at: shop.now)
        #expect(shop.status(made.id) == "active")
        shop.wait(days: 28)
        #expect(shop.status(made.id) == "active", "it was set up by the first payment")
        #expect(shop.chargedDays.count == 2)
    }

    @Test func refundsAndDisputesOfBills() {
        var shop = Shop.on("2026-01-31")
        let (customer, price) = (shop.customer(paying: "pm_card_createDispute"), shop.price())
        let id = shop.subscribe(customer, to: price).id
        let charge = shop.ledgerCharges.first?["id"]?.string ?? ""
        let part = shop.post("refunds", ["charge": .text(charge), "amount": "500"], key: "r-1")
        #expect(part.json["amount"] == 500)
        #expect(shop.post("refunds", ["charge": .text(charge), "amount": "1501"]).status == 400)
        #expect(shop.get("charges/\(charge)").json["amount_refunded"] == 500)
        #expect(shop.get("charges/\(charge)").json["refunded"] == false)
        #expect(shop.ledgerCharges.first?["amountRefunded"] == 500)
        shop.wait(.seconds(2))
        let dispute = shop.get("disputes", ["charge": .text(charge)]).json.at("data.0.id").string ?? ""
        #expect(shop.eventTypes.suffix(2) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"])
        let won: FormMap = ["evidence": ["uncategorized_text": "winning_evidence"]]
        #expect(shop.post("disputes/\(dispute)", won).json["status"] == "won")
        #expect(shop.eventTypes.suffix(2) == ["charge.dispute.closed", "charge.dispute.funds_reinstated"])
        #expect(shop.status(id) == "active")
        shop.wait(days: 28)
        shop.wait(days: 6)
        let second = shop.get("disputes").json.at("data.0")
        #expect(second["id"] != .string(dispute))
        #expect(second["status"] == "needs_response")
        shop.wait(days: 2)
        #expect(shop.get("disputes/\(second["id"]?.string ?? "")").json["status"] == "lost")
        #expect(shop.eventTypes.last == "charge.dispute.closed")
    }
}
