import HTTPMessages
import Testing

@testable import Simulator

/// Every published card, by number and by name, has the outcome Stripe documents.
@Suite("Test cards")
struct TestCardTests {
    /// One row of the table.
    struct Row: Sendable, CustomTestStringConvertible {
        let number: String
        let name: String?
        let outcome: Outcome

        init(_ number: String, _ name: String?, _ outcome: Outcome) {
            self.number = number
            self.name = name
            self.outcome = outcome
        }

        var testDescription: String { "\(number) \(name ?? "")" }
    }

    enum Outcome: Sendable {
        case succeeds
        case declines(String, String? = nil)
        /// 3DS, and then, once approved, success or a decline.
        case authenticates(String? = nil)
    }

    static let table = [
        Row("4242424242424242", "pm_card_visa", .succeeds),
        Row("5555555555554444", "pm_card_mastercard", .succeeds),
        Row("378282246310005", "pm_card_amex", .succeeds),
        Row("6011111111111117", "pm_card_discover", .succeeds),
        Row("4000056655665556", "pm_card_visa_debit", .succeeds),
        Row("4000000000000002", "pm_card_visa_chargeDeclined", .declines("card_declined", "generic_decline")),
        Row("4000000000000002", "pm_card_chargeDeclined", .declines("card_declined", "generic_decline")),
        Row(
            "4000000000009995", "pm_card_visa_chargeDeclinedInsufficientFunds",
            .declines("card_declined", "insufficient_funds")),
        Row("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", .declines("card_declined", "lost_card")),
        Row("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", .declines("card_declined", "stolen_card")),
        Row("4000000000000069", "pm_card_chargeDeclinedExpiredCard", .declines("expired_card")),
        Row("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", .declines("incorrect_cvc")),
        Row("4000000000000119", "pm_card_chargeDeclinedProcessingError", .declines("processing_error")),
        Row(
            "4000000000006975", "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
            .declines("card_declined", "card_velocity_exceeded")),
        Row("4100000000000019", "pm_card_radarBlock", .declines("card_declined", "fraudulent")),
        Row("4000000000000341", "pm_card_chargeCustomerFail", .declines("card_declined", "generic_decline")),
        Row("4000002500003155", "pm_card_authenticationRequiredOnSetup", .authenticates()),
        Row("4000002760003184", "pm_card_authenticationRequired", .authenticates()),
        Row(
            "4000008260003178", "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
            .authenticates("insufficient_funds")),
        Row(
            "4000008400001629", "pm_card_threeDSecureRequiredChargeDeclined", .authenticates("generic_decline")),
        Row("4000000000003220", "pm_card_threeDSecure2Required", .authenticates()),
        Row("4000000000003063", "pm_card_threeDSecureRequired", .authenticates()),
        Row("4000000000000259", "pm_card_createDispute", .succeeds),
        Row("4000000000007726", "pm_card_pendingRefund", .succeeds),
        Row("4000000000005126", "pm_card_refundFail", .succeeds),
    ]

    @Test(arguments: table)
    func byNumber(row: Row) throws {
        var shop = Shop()
        let method = shop.method(number: row.number)
        #expect(method.status == 200)
        #expect(method.json["card"]?["last4"] == .string(String(row.number.suffix(4))))
        try check(row, method.id, in: &shop)
    }

    @Test(arguments: table.filter { $0.name != nil })
    func byName(row: Row) throws {
        var shop = Shop()
        try check(row, row.name ?? "", in: &shop)
    }

    @Test(arguments: table.filter { $0.name != nil })
    func byToken(row: Row) throws {
        var shop = Shop()
        let token = "tok_" + (row.name ?? "").dropFirst("pm_card_".count)
        let method = shop.post("payment_methods", ["type": "card", "card": ["token": .text(token)]])
        try check(row, method.id, in: &shop)
    }

    private func check(_ row: Row, _ method: String, in shop: inout Shop) throws {
        let reply = shop.pay(method)
        switch row.outcome {
        case .succeeds:
            #expect(reply.status == 200)
            #expect(reply.json["status"] == "succeeded")
            #expect(reply.json["amount_received"] == 2000)
            #expect(shop.ledgerCharges.count == 1)
        case .declines(let code, let declineCode):
            #expect(reply.status == 402)
            checkDecline(reply.error, code, declineCode)
            #expect(reply.error["payment_intent"]?["status"] == "requires_payment_method")
            #expect(shop.ledgerCharges.isEmpty)
            #expect(shop.eventTypes.suffix(2) == ["charge.failed", "payment_intent.payment_failed"])
        case .authenticates(let declineCode):
            #expect(reply.json["status"] == "requires_action")
            #expect(shop.ledgerCharges.isEmpty)
            let after = try shop.world.authenticate(reply.id, .approve, at: shop.now)
            #expect(after.status == (declineCode == nil ? "succeeded" : "requires_payment_method"))
            #expect(shop.ledgerCharges.count == (declineCode == nil ? 1 : 0))
            let error = shop.get("payment_intents/\(reply.id)").json["last_payment_error"]
            #expect(error?["decline_code"]?.string == declineCode)
        }
    }

    private func checkDecline(_ error: JSONValue, _ code: String, _ declineCode: String?) {
        #expect(error["type"] == "card_error")
        #expect(error["code"] == .string(code))
        #expect(error["decline_code"]?.string == declineCode)
        #expect(error["message"]?.string?.isEmpty == false)
        #expect(error["payment_intent"]?["last_payment_error"]?["code"] == .string(code))
    }

    @Test(
        arguments: [
            ("4242424242424241", [:], "incorrect_number"), ("4242", [:], "incorrect_number"),
            ("4242 4242 4242 424x", [:], "incorrect_number"), ("4111111111111111", [:], "card_declined"),
            ("4242424242424242", ["exp_month": "13"], "invalid_expiry_month"),
            ("4242424242424242", ["exp_year": "1999"], "invalid_expiry_year"),
            ("4242424242424242", ["cvc": "99"], "invalid_cvc"), ("4242424242424242", ["cvc": "abc"], "invalid_cvc"),
        ] as [(String, FormMap, String)])
    func wrongCards(number: String, card: FormMap, code: String) {
        var shop = Shop()
        let reply = shop.method(number: number, card)
        #expect(reply.status == 402)
        #expect(reply.error["type"] == "card_error")
        #expect(reply.error["code"] == .string(code))
    }

    @Test func everyPublishedNumberHasAValidCheckDigitAndNoNameIsTwice() {
        #expect(TestCard.published.allSatisfy { TestCard.hasValidCheckDigit($0.number) })
        #expect(Set(TestCard.published.map(\.number)).count == TestCard.published.count)
        let names = TestCard.published.flatMap(\.names)
        #expect(Set(names).count == names.count)
    }

    @Test func numbersMayBeGroupedAndYearsShort() {
        var shop = Shop()
        let reply = shop.method(number: "4242 4242-4242 4242", ["exp_year": "34"])
        #expect(reply.json["card"]?["exp_year"] == 2034)
    }

    @Test func unknownNamesAreUnknownMethods() {
        var shop = Shop()
        let reply = shop.pay("pm_card_doesNotExist")
        #expect(reply.status == 404)
        #expect(reply.error["code"] == "resource_missing")
    }
}
