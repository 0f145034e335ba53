import HTTPMessages
import Testing

@testable import Simulator

/// Idempotency keys, cell by cell as Stripe documents them.
@Suite("Idempotency keys")
struct IdempotencyTests {
    private let form: FormMap = ["amount": "2000", "currency": "usd", "payment_method_types": .list(["card"])]

    @Test func theSameCallIsAnsweredAgainAndNotDoneAgain() {
        var shop = Shop()
        let first = shop.pay("pm_card_visa", key: "k")
        let second = shop.pay("pm_card_visa", key: "k")
        #expect(!first.isReplay)
        #expect(second.isReplay)
        #expect(second.json == first.json)
        #expect(shop.ledgerCharges.count == 1)
        #expect(first.headers["Request-Id"] != second.headers["Request-Id"])
    }

    @Test func theOrderOfParametersDoesNotMatter() {
        var shop = Shop()
        let first = shop.post("payment_intents", form, key: "k")
        let turned = FormMap(form.members.reversed().map { ($0.name, $0.value) })
        #expect(shop.post("payment_intents", turned, key: "k").id == first.id)
    }

    @Test func anAnswerStaysAsItWasThen() {
        var shop = Shop()
        let created = shop.post("payment_intents", form, key: "k")
        _ = shop.confirm(created.id, ["payment_method": "pm_card_visa"])
        #expect(shop.post("payment_intents", form, key: "k").json["status"] == "requires_payment_method")
    }

    @Test func otherParametersAreRefused() {
        var shop = Shop()
        _ = shop.post("payment_intents", form, key: "k")
        var other = form
        other["amount"] = "2001"
        let refused = shop.post("payment_intents", other, key: "k")
        #expect(refused.status == 400)
        #expect(refused.error["type"] == "idempotency_error")
        let elsewhere = shop.post("customers", [:], key: "k")
        #expect(elsewhere.error["type"] == "idempotency_error")
        #expect(elsewhere.error["message"]?.string?.contains("/v1/payment_intents") == true)
    }

    @Test func aDeclineIsKeptSoThatANewMethodNeedsANewKey() {
        var shop = Shop()
        let id = shop.intent().id
        let declined = shop.confirm(id, ["payment_method": "pm_card_visa_chargeDeclined"], key: "k")
        #expect(declined.status == 402)
        let again = shop.confirm(id, ["payment_method": "pm_card_visa_chargeDeclined"], key: "k")
        #expect(again.status == 402)
        #expect(again.isReplay)
        #expect(shop.confirm(id, ["payment_method": "pm_card_visa"], key: "k").error["type"] == "idempotency_error")
        #expect(shop.confirm(id, ["payment_method": "pm_card_visa"], key: "k2").json["status"] == "succeeded")
    }

    @Test func aServerErrorIsKept() {
        var shop = Shop()
        shop.world.faults.add(Fault(.status500, count: 1))
        let failed = shop.post("payment_intents", form, key: "k")
        #expect(failed.status == 500)
        #expect(failed.headers["Stripe-Should-Retry"] == "false")
        let again = shop.post("payment_intents", form, key: "k")
        #expect(again.status == 500)
        #expect(again.isReplay)
        #expect(shop.post("payment_intents", form, key: "k2").status == 200)
        #expect(shop.eventTypes == ["payment_intent.created"])
    }

    @Test func whatNeverBeganIsNotKept() {
        var shop = Shop()
        #expect(shop.post("payment_intents", ["amount": "x", "currency": "usd"], key: "k").status == 400)
        #expect(shop.post("payment_intents", form, key: "k").status == 200)
        shop.world.faults.add(Fault(.status429, count: 1))
        #expect(shop.post("payment_intents", form, key: "k2").status == 429)
        #expect(shop.post("payment_intents", form, key: "k2").status == 200)
    }

    @Test func whileTheFirstRunsTheSecondConflicts() {
        var shop = Shop()
        shop.world.faults.add(Fault(.delay, count: 1, milliseconds: 300))
        let first = shop.post("payment_intents", form, key: "k")
        #expect(first.fate == .delayed(.milliseconds(300)))
        let second = shop.post("payment_intents", form, key: "k")
        #expect(second.status == 409)
        #expect(second.error["code"] == "idempotency_key_in_use")
        shop.wait(.milliseconds(300))
        #expect(shop.post("payment_intents", form, key: "k").id == first.id)
    }

    @Test func keysAreForgottenAfterADay() {
        var shop = Shop()
        let first = shop.post("payment_intents", form, key: "k")
        shop.wait(.seconds(24 * 3600 - 60))
        #expect(shop.post("payment_intents", form, key: "k").id == first.id)
        shop.wait(.seconds(120))
        #expect(shop.post("payment_intents", form, key: "k").id != first.id)
    }

    @Test func keysOfAccountsAndModesDoNotMeet() {
        var shop = Shop()
        let first = shop.post("payment_intents", form, key: "k")
        shop.account = "acct_1"
        let other = shop.post("payment_intents", form, key: "k")
        #expect(other.id != first.id)
        #expect(!other.isReplay)
        shop.account = nil
        shop.secretKey = "sk_live_shop"
        #expect(!shop.post("payment_intents", form, key: "k").isReplay)
    }

    @Test func onlyPostsHaveKeys() {
        var shop = Shop()
        let id = shop.intent().id
        for _ in 1...2 {
            let reply = shop.send(
                SimulatedRequest(.get, "/v1/payment_intents/\(id)", headers: ["Idempotency-Key": "k"]))
            #expect(reply.status == 200)
            #expect(!reply.isReplay)
        }
    }

    @Test func keysHaveAtMost255Characters() {
        var shop = Shop()
        #expect(shop.post("customers", key: String(repeating: "k", count: 255)).status == 200)
        #expect(shop.post("customers", key: String(repeating: "k", count: 256)).status == 400)
        #expect(shop.post("customers", key: "").status == 400)
    }
}

extension FormMap {
    init(_ elements: [(String, FormValue)]) {
        self.init()
        for (name, value) in elements { self[name] = value }
    }
}
