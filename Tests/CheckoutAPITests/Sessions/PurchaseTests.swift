import Checkout
import CheckoutFlow
import EventLoop
import HTTPMessages
import Simulator
import TestSupport
import Testing

@testable import CheckoutAPI

/// Whole purchases as a client sees them.
@Suite struct PurchaseTests {
    @Test func aPurchase() async throws {
        try await Shop.with { shop in
            let session = try await shop.create([
                "priceId": .string("\(shop.prices.monthly)"), "customerEmail": "buyer@mail.example",
                "metadata": ["order": "7"], "successUrl": "https://shop.example/thanks?s={CHECKOUT_SESSION_ID}",
            ])
            #expect(session.status == 201)
            #expect(session.headers["Cache-Control"] == "no-store")
            #expect(session["status"] == "pending")
            #expect(session["paymentStatus"] == "requires_payment_method")
            #expect(session["version"] == 1)
            #expect(session["totalAmount"] == 1900)
            #expect(session["customer"]?["email"] == "buyer@mail.example")
            #expect(session["metadata"]?["order"] == "7")
            #expect(session["payment"]?["publishableKey"] == "pk_1")
            #expect(session["paymentIntentId"]?.string?.hasPrefix("pi_") == true)
            #expect(session["successUrl"] == .string("https://shop.example/thanks?s=\(session.id)"))
            #expect(session["statusUrl"] == .string("https://till.example/v1/checkout/\(session.id)/status"))
            #expect(session["product"]?["features"] == ["Single sign-on"])
            #expect(session["product"]?["interval"] == "month")

            let paid = try await shop.confirm(session)
            #expect(paid.status == 200)
            #expect(paid["success"] == true)
            #expect(paid["status"] == "completed")
            #expect(paid["requiresAction"] == false)
            #expect(paid["message"] == "The payment succeeded.")
            #expect(paid["clientSecret"] == .string(session.clientSecret))

            let status = try await shop.status(session.id)
            #expect(status["status"] == "completed")
            #expect(status["version"] == paid["version"])
            #expect(status["completedAt"]?.string != nil)
            for secret in ["clientSecret", "customer", "metadata", "payment"] { #expect(status[secret] == nil) }
            #expect(!status.text.contains("buyer@mail.example"))
            #expect(shop.bank.chargeCount == 1)
        }
    }

    @Test func aDeclineAndThenASuccess() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let declined = try await shop.confirm(session, "pm_card_visa_chargeDeclinedInsufficientFunds")
            #expect(declined.status == 402)
            #expect(declined.code == "card_declined")
            #expect(declined["error"]?["type"] == "card_error")
            #expect(declined["error"]?["declineCode"] == "insufficient_funds")
            #expect(declined["error"]?["suggestion"]?.string?.isEmpty == false)
            #expect(declined["error"]?["details"]?["session"]?["status"] == "failed")
            #expect(declined["statusCode"] == 402)
            #expect(try await shop.status(session.id)["failure"]?["attempt"] == 1)
            let paid = try await shop.confirm(session)
            #expect(paid["status"] == "completed")
            #expect(paid["failure"] == nil)
            #expect(shop.bank.chargeCount == 1)
            let again = try await shop.confirm(session)
            #expect(again.status == 409)
            #expect(again.code == "session_completed")
            #expect(again["error"]?["details"]?["session"]?["status"] == "completed")
        }
    }

    @Test(arguments: [AuthenticationOutcome.approve, .refuse])
    func theBanksCheck(_ outcome: AuthenticationOutcome) async throws {
        try await Shop.with { shop in
            let session = try await shop.create([
                "priceId": .string("\(shop.prices.oneTime)"), "successUrl": "https://shop.example/yes",
                "cancelUrl": "https://shop.example/no",
            ])
            let asked = try await shop.confirm(session, "pm_card_authenticationRequired")
            #expect(asked.status == 200)
            #expect(asked["success"] == false)
            #expect(asked["requiresAction"] == true)
            #expect(asked["paymentStatus"] == "requires_action")
            let url = try #require(asked["nextAction"]?["redirectUrl"]?.string)
            #expect(asked["actionUrl"] == .string(url))
            #expect(shop.bank.answer(session["paymentIntentId"]?.string, outcome))
            let back = try await shop.get("/v1/checkout/\(session.id)/return?payment_intent=pi_other&to=https://evil")
            #expect(back.status == 303)
            #expect(back.headers["Location"] == "https://shop.example/" + (outcome == .approve ? "yes" : "no"))
            let status = try await shop.status(session.id)
            #expect(status["status"] == (outcome == .approve ? "completed" : "failed"))
            #expect(shop.bank.chargeCount == (outcome == .approve ? 1 : 0))
        }
    }

    @Test func buyersGoWhereTheirPageSaid() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let path = "/v1/checkout/\(session.clientSecret)/confirm"
            let elsewhere = try await shop.post(
                path, ["paymentMethodId": "pm_card_visa", "returnUrl": "javascript:alert(1)"])
            #expect(elsewhere.status == 400)
            #expect(elsewhere.param == "returnUrl")
            _ = try await shop.post(
                path,
                [
                    "paymentMethodId": "pm_card_authenticationRequired",
                    "returnUrl": "https://shop.example/back/{CHECKOUT_SESSION_ID}",
                ])
            let back = try await shop.get("/v1/checkout/\(session.id)/return")
            #expect(back.headers["Location"] == "https://shop.example/back/\(session.id)")
        }
    }

    @Test func withoutAnAddressBuyersReadASentence() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            _ = try await shop.confirm(session)
            let back = try await shop.get("/v1/checkout/\(session.id)/return")
            #expect(back.status == 200)
            #expect(back.text == "The payment succeeded. You can close this page.\n")
            #expect(try await shop.get("/v1/checkout/cs_nonsense/return").status == 404)
        }
    }

    @Test func aFreeSession() async throws {
        try await Shop.with { shop in
            let session = try await shop.open(shop.prices.free)
            #expect(session["checkoutMode"] == "free")
            #expect(session["paymentStatus"] == "no_payment_required")
            #expect(session["paymentIntentId"] == .null)
            #expect(session["payment"] == nil)
            let done = try await shop.confirm(session, nil)
            #expect(done["status"] == "completed")
            #expect(done["message"] == "The checkout is complete.")
            #expect(shop.bank.callCount("") == 0)
        }
    }

    @Test func aTrial() async throws {
        try await Shop.with { shop in
            let session = try await shop.open(shop.prices.trial)
            #expect(session["checkoutMode"] == "trial")
            #expect(session["trialDays"] == 14)
            #expect(session["totalAmount"] == 0)
            #expect(session["amount"] == 1900)
            #expect(try await shop.confirm(session, nil).param == "paymentMethodId")
            #expect(try await shop.confirm(session)["status"] == "completed")
            #expect(shop.bank.chargeCount == 0)
        }
    }

    @Test func cancel() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let path = "/v1/checkout/\(session.id)/cancel"
            #expect(try await shop.post(path, key: session.clientSecret).code == "credential_not_enough")
            #expect(try await shop.post(path, key: shop.stranger.key).status == 404)
            let canceled = try await shop.post(path, key: shop.merchant.key)
            #expect(canceled.status == 200)
            #expect(canceled["status"] == "canceled")
            #expect(try await shop.post(path, key: shop.merchant.key).status == 200)
            let late = try await shop.confirm(session)
            #expect(late.status == 410)
            #expect(late.code == "session_canceled")
            let paid = try await shop.open()
            _ = try await shop.confirm(paid)
            let tooLate = try await shop.post("/v1/checkout/\(paid.id)/cancel", key: shop.merchant.key)
            #expect(tooLate.status == 409)
            #expect(tooLate.code == "session_completed")
        }
    }

    @Test func expired() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            shop.clock.advance(by: .seconds(3601))
            let late = try await shop.confirm(session)
            #expect(late.status == 410)
            #expect(late.code == "session_expired")
            let id = try #require(CheckoutSessionID(session.id))
            try await shop.services.flow.cameDue(id)
            #expect(try await shop.status(session.id)["status"] == "expired")
            #expect(try await shop.confirm(session)["error"]?["details"]?["session"]?["status"] == "expired")
            let canceled = try await shop.post("/v1/checkout/\(session.id)/cancel", key: shop.merchant.key)
            #expect(canceled.code == "session_expired")
        }
    }

    /// The answer is lost after the provider acted: the truth is found out, and nothing is charged twice.
    @Test func aLostAnswer() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            shop.bank.add(Fault(.status500, route: "payment_intents", count: 50))
            let unknown = try await shop.confirm(session)
            #expect([502, 504].contains(unknown.status), "\(unknown.text)")
            #expect(unknown["error"]?["type"] == "provider_error")
            shop.bank.clearFaults()
            let id = try #require(CheckoutSessionID(session.id))
            for _ in 0..<10 where try await shop.status(session.id)["status"] != "completed" {
                shop.clock.advance(by: .seconds(300))
                try await shop.services.flow.cameDue(id)
                let again = try await shop.confirm(session)
                #expect([200, 402, 409, 502, 504].contains(again.status), "\(again.text)")
            }
            #expect(try await shop.status(session.id)["status"] == "completed")
            #expect(shop.bank.chargeCount == 1)
        }
    }

    @Test func manyConfirmsAreOneCharge() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<50 { group.addTask { try await shop.confirm(session) } }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 || $0.code == "session_completed" })
            #expect(answers.contains { $0.status == 200 })
            #expect(shop.bank.chargeCount == 1)
        }
    }

    @Test func cardTestersAreSlowedDown() async throws {
        try await Shop.with(limits: RateSettings()) { shop in
            let session = try await shop.open()
            for _ in 0..<6 { #expect(try await shop.confirm(session, "pm_card_visa_chargeDeclined").status == 402) }
            let slowed = try await shop.confirm(session)
            #expect(slowed.status == 429)
            #expect(slowed.headers["Retry-After"] != nil)
            shop.clock.advance(by: .seconds(60))
            #expect(try await shop.confirm(session).status == 200)
        }
    }
}
