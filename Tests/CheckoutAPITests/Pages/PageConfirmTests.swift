import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

/// Paying on the hosted page.
@Suite("Paying on the page") struct PageConfirmTests {
    @Test func aPurchase() async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer()
            let paid = try await shop.confirmOnPage(session.id, key: "a")
            #expect(paid.status == 200 && paid["status"] == "completed")
            for secret in ["clientSecret", "customer", "metadata", "payment"] { #expect(paid[secret] == nil) }
            let again = try await shop.confirmOnPage(session.id, key: "a")
            #expect(again.body == paid.body && again.headers["Idempotency-Replayed"] == "true")
            let late = try await shop.confirmOnPage(session.id)
            #expect(late.status == 409 && late.code == "session_completed")
            #expect(late["error"]?["details"]?["session"]?["status"] == "completed")
            #expect(!late.text.contains("known@mail") && !late.text.contains("_secret_"))
            #expect(shop.bank.chargeCount == 1)
        }
    }

    @Test func aDeclineTellsThePublicSession() async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer()
            let declined = try await shop.confirmOnPage(
                session.id, ["paymentMethodId": "pm_card_visa_chargeDeclinedInsufficientFunds"])
            #expect(declined.status == 402 && declined.code == "card_declined")
            #expect(declined["error"]?["details"]?["session"]?["status"] == "failed")
            #expect(!declined.text.contains("known@mail") && !declined.text.contains("_secret_"))
            #expect(try await shop.page(session.id).text.contains("The card has insufficient funds."))
            #expect(try await shop.confirmOnPage(session.id)["status"] == "completed")
        }
    }

    @Test func otherPagesMayNotPay() async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer()
            let others: [HTTPHeaders] = [
                ["Origin": "https://shop.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
                ["Sec-Fetch-Site": "same-site", "Origin": "https://till.example"],
                ["Origin": "https://till.example.evil.example"],
            ]
            for headers in others {
                let answer = try await shop.confirmOnPage(session.id, headers: headers)
                #expect(answer.status == 403 && answer.code == "page_origin_refused", "\(headers)")
                #expect(answer.headers["Access-Control-Allow-Origin"] == nil)
            }
            var form = Shop.ownPage
            form.set("Content-Type", "text/plain")
            #expect(try await shop.confirmOnPage(session.id, headers: form).status == 415)
            #expect(shop.bank.chargeCount == 0)
            #expect(try await shop.confirmOnPage(session.id, headers: ["Origin": "https://till.example"]).status == 200)
        }
    }

    @Test func cardNumbersAreRefusedUnread() async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer()
            let bodies: [JSONValue] = [
                ["paymentMethodId": "4242424242424242"],
                ["paymentMethodId": "pm_card_visa", "note": "4242 4242 4242 4242"],
                ["paymentMethodId": "pm_card_visa", "customer": ["name": "5555-5555-5555-4444"]],
                ["card": ["number": 4_242_424_242_424_242]],
            ]
            for body in bodies {
                for answer in [
                    try await shop.confirmOnPage(session.id, body),
                    try await shop.post("/v1/checkout/\(session.clientSecret)/confirm", body),
                    try await shop.create(body),
                ] {
                    #expect(answer.status == 400 && answer.code == "card_number_refused")
                    #expect(!answer.text.contains("4242") && !answer.text.contains("5555"))
                }
            }
            #expect(shop.bank.chargeCount == 0)
        }
    }

    @Test func whoBuysIsAskedWhereNobodyHasSaid() async throws {
        try await Shop.with { shop in
            let session = try await shop.open(shop.prices.monthly)
            #expect(try await shop.page(session.id).text.contains("autocomplete=\"email\""))
            let nobody = try await shop.confirmOnPage(session.id)
            #expect(nobody.code == "parameter_missing" && nobody.param == "customer.email")
            let wrong = try await shop.confirmOnPage(
                session.id, ["paymentMethodId": "pm_card_visa", "customer": ["email": "nobody"]])
            #expect(wrong.status == 400 && wrong.param == "customer.email")
            _ = try await shop.confirmOnPage(
                session.id,
                ["paymentMethodId": "pm_card_visa_chargeDeclined", "customer": ["email": "typo@mail.example"]])
            // Corrected before the next try.
            let paid = try await shop.confirmOnPage(
                session.id,
                ["paymentMethodId": "pm_card_visa", "customer": ["email": "anna@mail.example", "name": "Anna"]])
            #expect(paid["status"] == "completed" && !paid.text.contains("anna@"))
            let owned = try await shop.get("/v1/checkout/\(session.id)", key: shop.merchant.key)
            #expect(owned["customer"]?["email"] == "anna@mail.example" && owned["customer"]?["name"] == "Anna")
            let customers = try await shop.get("/v1/customers?email=anna@mail.example", key: shop.merchant.key)
            #expect(customers["data"]?.array?.count == 1)
            #expect(try await !shop.page(session.id).text.contains("anna@"))
        }
    }

    /// Nobody takes a purchase over by knowing its address.
    @Test func whatTheMerchantHasSaidStays() async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer()
            _ = try await shop.confirmOnPage(
                session.id,
                ["paymentMethodId": "pm_card_visa", "customer": ["email": "evil@mail.example", "name": "Evil"]])
            let owned = try await shop.get("/v1/checkout/\(session.id)", key: shop.merchant.key)
            #expect(owned["status"] == "completed")
            #expect(owned["customer"]?["email"] == "known@mail.example" && owned["customer"]?["name"] == "Known Buyer")
        }
    }

    @Test func whoTestsCardsIsStopped() async throws {
        try await Shop.with(limits: RateSettings()) { shop in
            let session = try await shop.openForBuyer()
            for _ in 0..<3 {
                _ = try await shop.confirmOnPage(session.id, ["paymentMethodId": "pm_card_visa_chargeDeclined"])
                // Both ways count together.
                _ = try await shop.confirm(session, "pm_card_visa_chargeDeclined")
            }
            let answer = try await shop.confirmOnPage(session.id)
            #expect(answer.status == 429 && answer.headers["Retry-After"] != nil)
        }
    }
}
