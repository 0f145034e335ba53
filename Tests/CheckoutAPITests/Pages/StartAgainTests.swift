import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

/// Beginning once more after the time was up.
@Suite("Starting again") struct StartAgainTests {
    @Test func anExpiredOrderIsOrderedOnce() async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer([
                "priceId": .string("\(shop.prices.oneTime)"), "quantity": 2, "successUrl": "https://shop.example/yes",
                "metadata": ["order": "7"], "expiresIn": 1800,
            ])
            let early = try await shop.startAgain(session.id)
            #expect(early.status == 200 && early["id"] == .string(session.id))
            shop.clock.advance(by: .seconds(1801))
            let page = try await shop.page(session.id)
            #expect(page.text.contains("This checkout has expired") && page.text.contains("id=\"again\""))
            let answers = [try await shop.startAgain(session.id), try await shop.startAgain(session.id)]
            let new = try #require(answers[0]["id"]?.string)
            #expect(answers.allSatisfy { $0.status == 200 && $0["id"]?.string == new })
            #expect(new != session.id)
            #expect(answers[0]["url"] == .string("https://till.example/checkout/\(new)"))
            #expect(answers[0]["embedUrl"] == .string("https://till.example/embed/checkout/\(new)"))
            let owned = try await shop.get("/v1/checkout/\(new)", key: shop.merchant.key)
            #expect(owned["totalAmount"] == 9800 && owned["metadata"]?["order"] == "7")
            #expect(owned["customer"]?["email"] == "known@mail.example")
            #expect(owned["successUrl"] == "https://shop.example/yes")
            #expect(try await shop.confirmOnPage(new)["status"] == "completed")
        }
    }

    @Test func whatAMerchantHasMadeByHandIsTheMerchantsToOffer() async throws {
        try await Shop.with { shop in
            let amount = try await shop.create(["amount": 500, "currency": "usd", "customerEmail": "a@mail.example"])
            let trial = try await shop.openForBuyer(["priceId": .string("\(shop.prices.monthly)"), "trialDays": 30])
            let archived = try await shop.openForBuyer()
            _ = try await shop.services.catalog.setActive(
                false, price: shop.prices.oneTime, of: shop.merchant.organization.id, livemode: false,
                at: shop.services.now)
            shop.clock.advance(by: .seconds(3601))
            #expect(try await !shop.page(amount.id).text.contains("id=\"again\""))
            for session in [amount, trial, archived] {
                let answer = try await shop.startAgain(session.id)
                #expect(answer.status == 409 && answer.code == "order_not_repeatable")
            }
        }
    }

    @Test func whatEndedOtherwiseStaysEnded() async throws {
        try await Shop.with { shop in
            let canceled = try await shop.openForBuyer()
            _ = try await shop.post("/v1/checkout/\(canceled.id)/cancel", key: shop.merchant.key)
            #expect(try await shop.startAgain(canceled.id).code == "session_canceled")
            let paid = try await shop.openForBuyer(["priceId": .string("\(shop.prices.trial)")])
            _ = try await shop.confirmOnPage(paid.id)
            #expect(try await shop.startAgain(paid.id).code == "session_completed")
            #expect(try await shop.startAgain("cs_00000000000000000000000000").status == 404)
        }
    }
}
