import HTTPMessages
import Testing

@testable import Simulator

/// The life of a payment intent as Stripe documents it.
@Suite("Payment intents")
struct PaymentIntentTests {
    @Test func createThenConfirmThenSucceed() {
        var shop = Shop()
        let created = shop.intent(["metadata": ["session": "cs_1"], "description": "Pro"])
        #expect(created.status == 200)
        #expect(created.json["status"] == "requires_payment_method")
        #expect(created.json["client_secret"]?.string?.hasPrefix(created.id + "_secret_") == true)
        #expect(created.json["metadata"]?["session"] == "cs_1")
        let paid = shop.confirm(created.id, ["payment_method": "pm_card_visa"], key: "attempt-1")
        #expect(paid.json["status"] == "succeeded")
        let charge = shop.get("charges/\(paid.text("latest_charge"))")
        #expect(charge.json["paid"] == true)
        #expect(charge.json["metadata"]?["session"] == "cs_1")
        #expect(
            shop.eventTypes == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"])
        let entry = shop.ledgerCharges.first
        #expect(entry?["paymentIntentId"] == .string(created.id))
        #expect(entry?["idempotencyKey"] == "attempt-1")
        #expect(entry?["amount"] == 2000)
        #expect(entry?["createdAt"] == "2027-01-15T08:00:00.000Z")
    }

    @Test func aDeclinedIntentCanBePaidWithAnotherCard() {
        var shop = Shop()
        let declined = shop.pay("pm_card_visa_chargeDeclined")
        let id = declined.error["payment_intent"]?["id"]?.string ?? ""
        #expect(declined.error["charge"]?.string?.hasPrefix("ch_") == true)
        let paid = shop.confirm(id, ["payment_method": "pm_card_visa"])
        #expect(paid.json["status"] == "succeeded")
        #expect(paid.json["last_payment_error"]?.isNull == true)
        #expect(shop.ledgerCharges.count == 1)
        #expect(shop.get("charges", ["payment_intent": .text(id)]).json["data"]?.array?.count == 2)
    }

    @Test func aSucceededIntentStaysSucceeded() {
        var shop = Shop()
        let id = shop.pay("pm_card_visa").id
        for reply in [
            shop.confirm(id, ["payment_method": "pm_card_visa"]), shop.post("payment_intents/\(id)/cancel"),
            shop.post("payment_intents/\(id)", ["amount": "1"]), shop.post("payment_intents/\(id)/capture"),
        ] {
            #expect(reply.status == 400)
            #expect(reply.error["code"] == "payment_intent_unexpected_state")
            #expect(reply.error["payment_intent"]?["status"] == "succeeded")
        }
        #expect(shop.ledgerCharges.count == 1)
    }

    @Test func cancelIsFinal() {
        var shop = Shop()
        let id = shop.intent().id
        let canceled = shop.post("payment_intents/\(id)/cancel", ["cancellation_reason": "abandoned"])
        #expect(canceled.json["status"] == "canceled")
        #expect(canceled.json["cancellation_reason"] == "abandoned")
        #expect(shop.confirm(id, ["payment_method": "pm_card_visa"]).status == 400)
        #expect(shop.post("payment_intents/\(id)/cancel").status == 400)
        #expect(shop.eventTypes.last == "payment_intent.canceled")
    }

    @Test func manualCaptureSetsMoneyAside() {
        var shop = Shop()
        let held = shop.pay("pm_card_visa", ["capture_method": "manual"])
        #expect(held.json["status"] == "requires_capture")
        #expect(held.json["amount_capturable"] == 2000)
        #expect(shop.ledgerCharges.isEmpty)
        #expect(shop.post("payment_intents/\(held.id)/capture").json["status"] == "succeeded")
        #expect(shop.ledgerCharges.count == 1)
    }

    @Test func automaticMethodsNeedAReturnURL() {
        var shop = Shop()
        let form: FormMap = ["amount": "2000", "currency": "usd", "automatic_payment_methods": ["enabled": "true"]]
        let id = shop.post("payment_intents", form).id
        let refused = shop.confirm(id, ["payment_method": "pm_card_visa"])
        #expect(refused.status == 400)
        #expect(refused.error["message"]?.string?.contains("return_url") == true)
        let paid = shop.confirm(id, ["payment_method": "pm_card_visa", "return_url": "https://shop.example/back"])
        #expect(paid.json["status"] == "succeeded")
        let never: FormMap = ["enabled": "true", "allow_redirects": "never"]
        let other = shop.post(
            "payment_intents", ["amount": "1", "currency": "eur", "automatic_payment_methods": .map(never)]
        ).id
        #expect(shop.confirm(other, ["payment_method": "pm_card_visa"]).json["status"] == "succeeded")
    }

    @Test(
        arguments: [
            (["currency": "usd"], "amount", "parameter_missing"), (["amount": "5"], "currency", "parameter_missing"),
            (["amount": "abc", "currency": "usd"], "amount", "parameter_invalid_integer"),
            (["amount": "1.5", "currency": "usd"], "amount", "parameter_invalid_integer"),
            (["amount": "-5", "currency": "usd"], "amount", "parameter_invalid_integer"),
            (["amount": "0", "currency": "usd"], "amount", "parameter_invalid_integer"),
            (["amount": "100000000", "currency": "usd"], "amount", "amount_too_large"),
            (["amount": "5", "currency": ""], "currency", "parameter_invalid_empty"),
            (["amount": "5", "currency": "us"], "currency", nil),
            (["amount": "5", "currency": "usd", "amonut": "6"], "amonut", "parameter_unknown"),
            (["amount": "5", "currency": "usd", "customer": "cus_nobody"], "customer", "resource_missing"),
            (["amount": "5", "currency": "usd", "confirm": "yes"], "confirm", nil),
            (["amount": "5", "currency": "usd", "metadata": "x"], "metadata", nil),
            (["amount": "5", "currency": "usd", "return_url": "https://a.example"], "return_url", nil),
            (["amount": "5", "currency": "usd", "application_fee_amount": "1"], "application_fee_amount", nil),
        ] as [(FormMap, String, String?)])
    func wrongParameters(form: FormMap, param: String, code: String?) {
        var shop = Shop()
        let reply = shop.post("payment_intents", form)
        #expect(reply.status == (code == "resource_missing" ? 404 : 400))
        #expect(reply.error["type"] == "invalid_request_error")
        #expect(reply.error["param"] == .string(param))
        #expect(reply.error["code"]?.string == code)
        #expect(shop.eventTypes.isEmpty)
    }

    @Test func confirmingWithoutAMethodIsRefused() {
        var shop = Shop()
        let id = shop.intent().id
        #expect(shop.confirm(id).error["code"] == "payment_intent_unexpected_state")
        let data: FormMap = ["type": "card", "card": ["token": "tok_visa"]]
        #expect(shop.confirm(id, ["payment_method_data": .map(data)]).json["status"] == "succeeded")
    }

    @Test func accountsAndModesDoNotMeet() {
        var shop = Shop()
        let id = shop.intent().id
        shop.account = "acct_1"
        #expect(shop.get("payment_intents/\(id)").error["code"] == "resource_missing")
        let connected = shop.pay("pm_card_visa", ["application_fee_amount": "100"])
        #expect(connected.json["application_fee_amount"] == 100)
        #expect(connected.headers["Stripe-Account"] == "acct_1")
        #expect(shop.ledgerCharges.first?["account"] == "acct_1")
        shop.account = nil
        shop.secretKey = "sk_live_shop"
        #expect(shop.get("payment_intents/\(id)").status == 404)
        #expect(shop.intent().json["livemode"] == true)
    }

    @Test func metadataIsMergedAndUnset() {
        var shop = Shop()
        let id = shop.intent(["metadata": ["a": "1", "b": "2"]]).id
        let merged = shop.post("payment_intents/\(id)", ["metadata": ["a": "", "c": "3"]])
        #expect(merged.json["metadata"] == ["b": "2", "c": "3"])
        #expect(shop.post("payment_intents/\(id)", ["metadata": ""]).json["metadata"] == [:])
    }

    @Test func theBrowserNeedsTheClientSecret() {
        var shop = Shop()
        let created = shop.intent()
        let secret = created.text("client_secret")
        shop.secretKey = "pk_test_shop"
        #expect(shop.get("payment_intents/\(created.id)").status == 404)
        #expect(shop.get("payment_intents/\(created.id)", ["client_secret": "wrong"]).status == 404)
        #expect(shop.get("payment_intents/\(created.id)", ["client_secret": .text(secret)]).status == 200)
        #expect(shop.intent().status == 401)
        let method = shop.method(number: "4242424242424242").id
        let paid = shop.confirm(created.id, ["client_secret": .text(secret), "payment_method": .text(method)])
        #expect(paid.json["status"] == "succeeded")
    }
}
