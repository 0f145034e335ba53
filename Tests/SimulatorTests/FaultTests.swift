import HTTPMessages
import Testing

@testable import Simulator

/// What can be made to go wrong, and that it strikes where and as often as it was told to.
@Suite("Faults")
struct FaultTests {
    @Test func aFaultStrikesSoManyTimes() {
        var shop = Shop()
        shop.world.faults.add(Fault(.status429, count: 2))
        #expect([shop.intent(), shop.intent(), shop.intent()].map(\.status) == [429, 429, 200])
        #expect(shop.world.faults.faults.isEmpty)
        shop.world.faults.add(Fault(.status500))
        #expect((1...20).allSatisfy { _ in shop.intent().status == 500 })
        shop.world.faults.clear()
        #expect(shop.intent().status == 200)
    }

    @Test(arguments: [
        ("POST /v1/payment_intents", true), ("/v1/payment_intents", true), ("GET /v1/payment_intents", false),
        ("POST /v1/payment_intents/{id}", false), ("POST /v1/customers", false), ("POST /v1/*", true),
        ("POST /*/*", true), ("", false), ("payment_intents", true), ("confirm", false), ("GET intents", false),
        ("/v1/payment_intents/*", false),
    ])
    func aFaultStrikesOnItsRoute(route: String, strikes: Bool) {
        var shop = Shop()
        shop.world.faults.add(Fault(.status429, route: route))
        #expect(shop.intent().status == (strikes ? 429 : 200))
    }

    @Test func parametersInARouteStandForAnyId() {
        var shop = Shop()
        let id = shop.intent().id
        let routes = ["POST /v1/payment_intents/{id}/confirm", "/v1/payment_intents/*/confirm", "/v1/*", "confirm"]
        for route in routes {
            shop.world.faults.add(Fault(.status429, route: route, count: 1))
            #expect(shop.confirm(id, ["payment_method": "pm_card_visa"]).status == 429, "\(route)")
        }
        shop.world.faults.add(Fault(.status429, route: routes[0]))
        #expect(shop.get("payment_intents/\(id)").status == 200)
    }

    @Test func aTimeoutLosesTheAnswerOfACallThatActed() {
        var shop = Shop()
        let id = shop.intent().id
        shop.world.faults.add(Fault(.timeoutAfterActing, count: 1, milliseconds: 1500))
        let lost = shop.confirm(id, ["payment_method": "pm_card_visa"], key: "k")
        #expect(lost.fate == .lost(after: .milliseconds(1500)))
        #expect(shop.ledgerCharges.count == 1)
        let again = shop.confirm(id, ["payment_method": "pm_card_visa"], key: "k")
        #expect(again.fate == .sent)
        #expect(again.isReplay)
        #expect(again.json["status"] == "succeeded")
        #expect(shop.ledgerCharges.count == 1)
    }

    @Test func aServerErrorWithoutAKeyIsNotKept() {
        var shop = Shop()
        shop.world.faults.add(Fault(.status500, count: 1))
        let failed = shop.intent()
        #expect(failed.error["type"] == "api_error")
        #expect(failed.headers["Stripe-Should-Retry"] == "true")
        #expect(shop.intent().status == 200)
    }

    @Test func aWrongAmountWaitsForThePayment() throws {
        var shop = Shop()
        shop.world.faults.add(Fault(.wrongAmount, count: 1))
        let created = shop.intent()
        #expect(created.json["amount"] == 2000)
        let paid = shop.confirm(created.id, ["payment_method": "pm_card_visa"])
        #expect(paid.json["amount"] == 2001)
        #expect(paid.json["amount_received"] == 2001)
        #expect(shop.ledgerCharges.first?["amount"] == 2001)
        #expect(shop.pay("pm_card_visa").json["amount"] == 2000)

        shop.world.faults.add(Fault(.wrongAmount, count: 1))
        let asked = shop.pay("pm_card_authenticationRequired")
        #expect(asked.json["amount"] == 2000)
        _ = try shop.world.authenticate(asked.id, .approve, at: shop.now)
        #expect(shop.get("payment_intents/\(asked.id)").json["amount_received"] == 2001)
    }

    @Test func aWrongAmountCanStrikeOnCreation() {
        var shop = Shop()
        shop.world.faults.add(Fault(.wrongAmount, route: "POST /v1/payment_intents", count: 1))
        #expect(shop.intent().json["amount"] == 2001)
    }

    @Test func namesAreThoseOutsideCheckersSend() {
        #expect(
            Fault.Kind.allCases.map(\.rawValue) == [
                "delay", "status_500", "status_429", "timeout_after_acting", "wrong_amount", "decline_invoices",
                "lose_webhooks",
                "delay_webhooks", "duplicate_webhooks", "shuffle_webhooks", "bad_signature",
            ])
    }
}
