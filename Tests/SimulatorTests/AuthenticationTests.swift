import HTTPMessages
import Testing

@testable import Simulator

/// 3DS: sent away, approved or refused, and when nobody has to be asked.
@Suite("3D Secure")
struct AuthenticationTests {
    private let back: FormMap = ["return_url": "https://shop.example/back?x=1#top"]

    @Test func approving() throws {
        var shop = Shop()
        let asked = shop.pay("pm_card_authenticationRequired", back, key: "attempt-1")
        #expect(asked.json["next_action"]?["type"] == "redirect_to_url")
        let redirect = asked.json["next_action"]?["redirect_to_url"]
        #expect(redirect?["url"] == .string("http://127.0.0.1:1/_sim/3ds/\(asked.id)"))
        #expect(redirect?["return_url"] == "https://shop.example/back?x=1#top")
        let shown = try shop.world.pendingAuthentication(asked.id)
        #expect(shown == PendingAuthentication(amount: 2000, currency: "usd", brand: "visa", last4: "3184"))
        let after = try shop.world.authenticate(asked.id, .approve, at: shop.now)
        let secret = asked.text("client_secret")
        #expect(
            after.returnURL
                == "https://shop.example/back?x=1&payment_intent=\(asked.id)&payment_intent_client_secret=\(secret)"
                + "&redirect_status=succeeded#top")
        let intent = shop.get("payment_intents/\(asked.id)").json
        #expect(intent["status"] == "succeeded")
        #expect(intent["next_action"]?.isNull == true)
        #expect(shop.ledgerCharges.first?["idempotencyKey"] == "attempt-1")
        #expect(
            shop.eventTypes == [
                "payment_intent.created", "payment_intent.requires_action", "charge.succeeded",
                "payment_intent.succeeded",
            ])
        #expect(throws: AuthenticationError.notPending(status: "succeeded")) {
            try shop.world.authenticate(asked.id, .refuse, at: shop.now)
        }
    }

    @Test func refusing() throws {
        var shop = Shop()
        let asked = shop.pay("pm_card_threeDSecure2Required", back)
        let after = try shop.world.authenticate(asked.id, .refuse, at: shop.now)
        #expect(after.returnURL?.contains("redirect_status=failed") == true)
        let intent = shop.get("payment_intents/\(asked.id)").json
        #expect(intent["status"] == "requires_payment_method")
        #expect(intent["last_payment_error"]?["code"] == "payment_intent_authentication_failure")
        #expect(shop.eventTypes.last == "payment_intent.payment_failed")
        #expect(shop.ledgerCharges.isEmpty)
        #expect(shop.confirm(asked.id, ["payment_method": "pm_card_visa"]).json["status"] == "succeeded")
    }

    @Test func abandoningAndConfirmingAgain() throws {
        var shop = Shop()
        let asked = shop.pay("pm_card_authenticationRequired", back)
        #expect(shop.confirm(asked.id, ["payment_method": "pm_card_visa"]).json["status"] == "succeeded")
        #expect(throws: AuthenticationError.self) { try shop.world.authenticate(asked.id, .approve, at: shop.now) }
        #expect(shop.ledgerCharges.count == 1)
    }

    @Test func aCanceledIntentCannotBeApproved() {
        var shop = Shop()
        let asked = shop.pay("pm_card_authenticationRequired", back)
        #expect(shop.post("payment_intents/\(asked.id)/cancel").json["status"] == "canceled")
        #expect(throws: AuthenticationError.notPending(status: "canceled")) {
            try shop.world.authenticate(asked.id, .approve, at: shop.now)
        }
        #expect(throws: AuthenticationError.noSuchIntent) {
            try shop.world.authenticate("pi_nothing", .approve, at: shop.now)
        }
    }

    @Test func withoutReturnURLTheJavaScriptIsMeant() {
        var shop = Shop()
        let asked = shop.pay("pm_card_authenticationRequired")
        #expect(asked.json["next_action"]?["type"] == "use_stripe_sdk")
    }

    @Test func offSessionCannotAsk() {
        var shop = Shop()
        for method in ["pm_card_authenticationRequired", "pm_card_authenticationRequiredOnSetup"] {
            let reply = shop.pay(method, ["off_session": "true"])
            #expect(reply.status == 402)
            #expect(reply.error["code"] == "authentication_required")
        }
        #expect(
            shop.pay("pm_card_authenticationRequired", ["error_on_requires_action": "true"]).error["code"]
                == "authentication_required")
    }

    @Test func aCardThatWasSetUpIsNotAskedAgain() throws {
        var shop = Shop()
        let customer = shop.post("customers").id
        let setup = shop.post(
            "setup_intents",
            [
                "customer": .text(customer), "payment_method": "pm_card_authenticationRequiredOnSetup",
                "confirm": "true", "payment_method_types": .list(["card"]), "return_url": "https://a.example/",
            ])
        #expect(setup.json["status"] == "requires_action")
        let after = try shop.world.authenticate(setup.id, .approve, at: shop.now)
        #expect(after.status == "succeeded")
        #expect(after.returnURL?.contains("setup_intent=\(setup.id)") == true)
        let method = setup.text("payment_method")
        let paid = shop.pay(method, ["customer": .text(customer), "off_session": "true"])
        #expect(paid.json["status"] == "succeeded")
    }

    @Test func aCardThatAsksAlwaysAsksAgainAfterSetup() throws {
        var shop = Shop()
        let customer = shop.post("customers").id
        let first = shop.pay(
            "pm_card_authenticationRequired", ["customer": .text(customer), "setup_future_usage": "off_session"])
        _ = try shop.world.authenticate(first.id, .approve, at: shop.now)
        let method = shop.get("payment_intents/\(first.id)").text("payment_method")
        let again = shop.pay(method, ["customer": .text(customer), "off_session": "true"])
        #expect(again.error["code"] == "authentication_required")
    }
}
