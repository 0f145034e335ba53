import HTTPMessages
import Testing

@testable import Simulator

/// Direct debits: the payment is under way for a while, and its outcome comes by itself.
@Suite("Direct debits")
struct DebitTests {
    private let selection: FormMap = ["payment_method_types": .list(["card", "us_bank_account"])]

    @Test func succeedingLater() {
        var shop = Shop()
        let started = shop.pay("pm_usBankAccount_success", selection, key: "attempt-1")
        #expect(started.json["status"] == "processing")
        #expect(shop.ledgerCharges.isEmpty)
        #expect(shop.get("charges/\(started.text("latest_charge"))").json["status"] == "pending")
        #expect(shop.post("payment_intents/\(started.id)/cancel").error["code"] == "payment_intent_unexpected_state")
        #expect(shop.confirm(started.id, ["payment_method": "pm_card_visa"]).status == 400)
        #expect(shop.post("refunds", ["payment_intent": .text(started.id)]).status == 400)
        shop.wait(.seconds(2))
        #expect(shop.get("payment_intents/\(started.id)").json["status"] == "succeeded")
        #expect(shop.ledgerCharges.first?["idempotencyKey"] == "attempt-1")
        #expect(
            shop.eventTypes == [
                "payment_intent.created", "charge.pending", "payment_intent.processing", "charge.succeeded",
                "payment_intent.succeeded",
            ])
    }

    @Test(arguments: [
        ("pm_usBankAccount_accountClosed", "account_closed"), ("pm_usBankAccount_noAccount", "no_account"),
        ("pm_usBankAccount_insufficientFunds", "insufficient_funds"),
        ("pm_usBankAccount_debitNotAuthorized", "debit_not_authorized"),
    ])
    func failingLater(name: String, code: String) {
        var shop = Shop()
        let started = shop.pay(name, selection)
        shop.wait(.seconds(2))
        let intent = shop.get("payment_intents/\(started.id)").json
        #expect(intent["status"] == "requires_payment_method")
        #expect(intent["last_payment_error"]?["code"] == .string(code))
        #expect(shop.get("charges/\(started.text("latest_charge"))").json["failure_code"] == .string(code))
        #expect(shop.eventTypes.last == "payment_intent.payment_failed")
        #expect(shop.ledgerCharges.isEmpty)
        #expect(shop.confirm(started.id, ["payment_method": "pm_card_visa"]).json["status"] == "succeeded")
    }

    @Test func stayingUnderWay() {
        var shop = Shop()
        let started = shop.pay("pm_usBankAccount_processing", selection)
        shop.wait(.seconds(86_400))
        #expect(shop.get("payment_intents/\(started.id)").json["status"] == "processing")
    }

    @Test func onlyWhereItIsTaken() {
        var shop = Shop()
        let refused = shop.pay("pm_usBankAccount_success")
        #expect(refused.status == 400)
        #expect(refused.error["param"] == "payment_method")
    }

    @Test func anAccountIsDescribedAsOne() {
        var shop = Shop()
        let customer = shop.post("customers").id
        let account = shop.post("payment_methods/pm_usBankAccount/attach", ["customer": .text(customer)])
        #expect(account.json["type"] == "us_bank_account")
        #expect(account.json["us_bank_account"]?["last4"] == "6789")
        #expect(account.json["card"] == nil)
    }
}
