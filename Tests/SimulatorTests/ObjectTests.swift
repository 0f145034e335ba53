import HTTPMessages
import Testing

@testable import Simulator

/// Customers, stored cards, lists, expansion, and who is let in.
@Suite("Objects and access")
struct ObjectTests {
    @Test func customersAreMadeChangedAndDeleted() {
        var shop = Shop()
        let created = shop.post(
            "customers",
            ["email": "a@b.example", "name": "Ada", "metadata": ["user": "7"], "payment_method": "pm_card_visa"])
        #expect(created.json["email"] == "a@b.example")
        #expect(shop.get("customers/\(created.id)/payment_methods").json["data"]?.array?.count == 1)
        let updated = shop.post("customers/\(created.id)", ["name": "", "phone": "1"])
        #expect(updated.json["name"]?.isNull == true)
        #expect(updated.json["email"] == "a@b.example")
        #expect(shop.get("customers", ["email": "a@b.example"]).json["data"]?.array?.count == 1)
        #expect(shop.get("customers", ["email": "x@b.example"]).json["data"]?.array?.isEmpty == true)
        #expect(shop.send(SimulatedRequest(.delete, "/v1/customers/\(created.id)")).json["deleted"] == true)
        #expect(shop.get("customers/\(created.id)").json["deleted"] == true)
        #expect(shop.intent(["customer": .text(created.id)]).error["code"] == "resource_missing")
        #expect(shop.post("customers", ["email": "nothing"]).error["code"] == "email_invalid")
    }

    @Test func cardsAreAttachedUnlessTheIssuerRefuses() {
        var shop = Shop()
        let customer = shop.post("customers").id
        let other = shop.post("customers").id
        let card = shop.method(number: "4242424242424242").id
        let attached = shop.post("payment_methods/\(card)/attach", ["customer": .text(customer)])
        #expect(attached.json["customer"] == .string(customer))
        #expect(shop.post("payment_methods/\(card)/attach", ["customer": .text(other)]).status == 400)
        #expect(shop.pay(card, ["customer": .text(other)]).error["param"] == "payment_method")
        let declined = shop.post(
            "payment_methods/pm_card_visa_chargeDeclinedInsufficientFunds/attach", ["customer": .text(customer)])
        #expect(declined.error["decline_code"] == "insufficient_funds")
        let late = shop.post("payment_methods/pm_card_chargeCustomerFail/attach", ["customer": .text(customer)])
        #expect(late.status == 200)
        #expect(shop.pay(late.id, ["customer": .text(customer)]).status == 402)
        #expect(shop.post("payment_methods/\(card)/detach").json["customer"]?.isNull == true)
    }

    @Test func setupIntentsStoreCards() {
        var shop = Shop()
        let customer = shop.post("customers").id
        let form: FormMap = ["customer": .text(customer), "payment_method_types": .list(["card"])]
        let intent = shop.post("setup_intents", form)
        #expect(intent.json["status"] == "requires_payment_method")
        let done = shop.post("setup_intents/\(intent.id)/confirm", ["payment_method": "pm_card_visa"])
        #expect(done.json["status"] == "succeeded")
        let method = shop.get("payment_methods/\(done.text("payment_method"))")
        #expect(method.json["customer"] == .string(customer))
        let refused = shop.post("setup_intents", form)
        let declined = shop.post(
            "setup_intents/\(refused.id)/confirm", ["payment_method": "pm_card_visa_chargeDeclined"])
        #expect(declined.status == 402)
        #expect(declined.error["setup_intent"]?["status"] == "requires_payment_method")
        #expect(shop.eventTypes.last == "setup_intent.setup_failed")
        #expect(shop.post("setup_intents/\(refused.id)/cancel").json["status"] == "canceled")
        #expect(shop.post("setup_intents/\(refused.id)/cancel").error["code"] == "setup_intent_unexpected_state")
        #expect(shop.ledgerCharges.isEmpty)
    }

    @Test func listsArePaged() {
        var shop = Shop()
        let ids = (0..<25).map { _ in shop.intent().id }
        let first = shop.get("payment_intents").json
        #expect(first["object"] == "list")
        #expect(first["has_more"] == true)
        #expect(first["data"]?.array?.map { $0["id"]?.string } == ids.reversed().prefix(10).map(Optional.some))
        var seen: [String] = []
        var cursor: String?
        repeat {
            var form: FormMap = ["limit": "7"]
            form["starting_after"] = cursor.map(FormValue.text)
            let page = shop.get("payment_intents", form).json
            seen += page["data"]?.array?.compactMap { $0["id"]?.string } ?? []
            cursor = page["has_more"] == true ? seen.last : nil
        } while cursor != nil
        #expect(seen == ids.reversed())
        let before = shop.get("payment_intents", ["limit": "2", "ending_before": .text(ids[0])]).json
        #expect(before["data"]?.array?.map { $0["id"]?.string } == [ids[2], ids[1]])
        #expect(shop.get("payment_intents", ["limit": "0"]).status == 400)
        #expect(shop.get("payment_intents", ["starting_after": "pi_x"]).status == 404)
        #expect(shop.get("payment_intents", ["created": ["gt": "1800000000"]]).json["data"]?.array?.isEmpty == true)
        #expect(shop.get("payment_intents", ["created": ["lte": "1800000000"]]).json["data"]?.array?.count == 10)
    }

    @Test func expansionPutsObjectsInThePlaceOfIds() {
        var shop = Shop()
        let customer = shop.post("customers").id
        let expand: FormValue = .list([
            "latest_charge", "customer", "latest_charge.payment_method", "latest_charge.refunds",
        ])
        let paid = shop.pay("pm_card_visa", ["customer": .text(customer), "expand": expand])
        #expect(paid.json["latest_charge"]?["object"] == "charge")
        #expect(paid.json["customer"]?["id"] == .string(customer))
        let list = shop.get("payment_intents", ["expand": .list(["data.latest_charge"])])
        #expect(list.json["data"]?.array?.first?["latest_charge"]?["paid"] == true)
        #expect(shop.get("payment_intents/\(paid.id)", ["expand": .list(["amount"])]).error["param"] == "expand")
        #expect(shop.get("payment_intents/\(paid.id)", ["expand": .list(["a.b.c.d.e"])]).status == 400)
    }

    @Test func eventsAreListedByType() {
        var shop = Shop()
        let id = shop.pay("pm_card_visa").id
        let events = shop.get("events", ["type": "payment_intent.*"]).json["data"]?.array ?? []
        #expect(events.map { $0["type"] } == ["payment_intent.succeeded", "payment_intent.created"])
        #expect(events.first?["data"]?["object"]?["id"] == .string(id))
        #expect(shop.get("events/" + (events.first?["id"]?.string ?? "")).json == events.first)
    }

    @Test(arguments: [
        "", "Bearer", "Bearer nothing", "Bearer sk_test", "Bearer whsec_x", "Basic !!!", "Bearer sk_prod_x",
    ])
    func withoutAKeyNobodyIsLetIn(authorization: String) {
        var shop = Shop()
        let reply = shop.send(
            SimulatedRequest(.get, "/v1/balance", headers: ["Authorization": authorization]))
        #expect(reply.status == 401)
        #expect(reply.error["type"] == "invalid_request_error")
    }

    @Test func keysComeInBothForms() {
        var shop = Shop { $0.acceptedKeys = ["sk_test_mine"] }
        func get(_ authorization: String) -> Int {
            shop.send(SimulatedRequest(.get, "/v1/balance", headers: ["Authorization": authorization])).status
        }
        #expect(get("Bearer sk_test_mine") == 200)
        #expect(get("bearer sk_test_mine") == 200)
        #expect(get("Basic c2tfdGVzdF9taW5lOg==") == 200)
        #expect(get("Bearer sk_test_other") == 401)
    }

    @Test func headersAndUnknownPaths() {
        var shop = Shop()
        let reply = shop.send(
            SimulatedRequest(.get, "/v1/balance", headers: ["Stripe-Version": "2022-11-15"]))
        #expect(reply.headers["Stripe-Version"] == "2022-11-15")
        #expect(reply.headers["Request-Id"]?.hasPrefix("req_") == true)
        #expect(shop.get("balance").headers["Stripe-Version"] == shop.world.settings.apiVersion)
        #expect(shop.get("nothing").status == 404)
        #expect(shop.send(SimulatedRequest(.post, "/v1/balance")).status == 404)
        #expect(shop.send(SimulatedRequest(.post, "/v1/customers", body: Array("a=1&a=2".utf8))).status == 400)
    }
}
