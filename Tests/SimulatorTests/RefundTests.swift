import HTTPMessages
import Testing

@testable import Simulator

/// Money on its way back, and disputes.
@Suite("Refunds and disputes")
struct RefundTests {
    @Test func fullAndPartial() {
        var shop = Shop()
        let intent = shop.pay("pm_card_visa")
        let part = shop.post("refunds", ["payment_intent": .text(intent.id), "amount": "500"], key: "r1")
        #expect(part.json["status"] == "succeeded")
        let charge = intent.text("latest_charge")
        #expect(shop.get("charges/\(charge)").json["refunded"] == false)
        let tooMuch = shop.post("refunds", ["charge": .text(charge), "amount": "1501"])
        #expect(tooMuch.status == 400)
        #expect(tooMuch.error["param"] == "amount")
        let rest = shop.post("refunds", ["charge": .text(charge), "reason": "requested_by_customer"])
        #expect(rest.json["amount"] == 1500)
        #expect(shop.get("charges/\(charge)").json["refunded"] == true)
        let again = shop.post("refunds", ["payment_intent": .text(intent.id)])
        #expect(again.error["code"] == "charge_already_refunded")
        #expect(shop.ledgerRefunds.map { $0["amount"] } == [500, 1500])
        #expect(shop.ledgerRefunds.first?["idempotencyKey"] == "r1")
        #expect(shop.get("refunds", ["payment_intent": .text(intent.id)]).json["data"]?.array?.count == 2)
    }

    @Test func pendingRefundsSucceedLater() {
        var shop = Shop()
        let intent = shop.pay("pm_card_pendingRefund")
        let refund = shop.post("refunds", ["payment_intent": .text(intent.id)])
        #expect(refund.json["status"] == "pending")
        shop.wait(.seconds(2))
        #expect(shop.get("refunds/\(refund.id)").json["status"] == "succeeded")
        #expect(shop.eventTypes.contains("refund.updated"))
    }

    @Test func failingRefundsGiveTheMoneyBackToTheMerchant() {
        var shop = Shop()
        let intent = shop.pay("pm_card_refundFail")
        let refund = shop.post("refunds", ["payment_intent": .text(intent.id)])
        #expect(refund.json["status"] == "succeeded")
        shop.wait(.seconds(2))
        let failed = shop.get("refunds/\(refund.id)").json
        #expect(failed["status"] == "failed")
        #expect(failed["failure_reason"] == "expired_or_canceled_card")
        #expect(shop.get("charges/\(refund.text("charge"))").json["amount_refunded"] == 0)
        #expect(shop.eventTypes.contains("refund.failed"))
        #expect(shop.ledgerRefunds.first?["status"] == "failed")
    }

    @Test func onlyWhatWasPaidCanBeRefunded() {
        var shop = Shop()
        let unpaid = shop.intent().id
        #expect(shop.post("refunds", ["payment_intent": .text(unpaid)]).status == 400)
        #expect(shop.post("refunds", ["payment_intent": "pi_nothing"]).status == 404)
        #expect(shop.post("refunds").status == 400)
        let declined = shop.pay("pm_card_visa_chargeDeclined").error["charge"]?.string ?? ""
        #expect(shop.post("refunds", ["charge": .text(declined)]).error["code"] == "charge_not_refundable")
    }

    @Test func disputesFollow() {
        var shop = Shop()
        let intent = shop.pay("pm_card_createDispute")
        #expect(intent.json["status"] == "succeeded")
        shop.wait(.seconds(2))
        #expect(shop.eventTypes.suffix(2) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"])
        let charge = shop.get("charges/\(intent.text("latest_charge"))")
        #expect(charge.json["disputed"] == true)
        #expect(shop.post("refunds", ["payment_intent": .text(intent.id)]).error["code"] == "charge_disputed")
    }
}
