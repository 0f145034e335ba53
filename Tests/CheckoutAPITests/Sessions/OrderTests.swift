import Checkout
import HTTPMessages
import TestSupport
import Testing

@testable import CheckoutAPI

/// What orders may say, and what becomes of those that may not.
@Suite struct OrderTests {
    /// The two ways in which generations of client SDKs name a buyer, and members that none of them knows.
    @Test func bothGenerationsOfClients() async throws {
        try await Shop.with { shop in
            let price = JSONValue.string("\(shop.prices.monthly)")
            let old = try await shop.create([
                "priceId": price, "customerEmail": "old@mail.example", "customerName": "Old", "mode": "embedded",
                "adaptivePricing": true, "unheardOf": [1, 2],
            ])
            #expect(old.status == 201)
            #expect(old["customer"] == ["email": "old@mail.example", "name": "Old", "externalId": .null])
            let new = try await shop.create([
                "priceId": price, "customerEmail": "flat@mail.example",
                "customer": ["email": "new@mail.example", "externalId": "u1", "taxId": "DE1"],
                "mode": "redirect", "quantity": 3, "trialDays": 0, "expiresIn": 1800, "provider": "stripe",
                "couponCode": "", "existingSubscriptionId": .null,
            ])
            #expect(new.status == 201)
            #expect(new["customer"]?["email"] == "new@mail.example")
            #expect(new["customer"]?["externalId"] == "u1")
            #expect(new["amount"] == 5700)
            #expect(new["quantity"] == 3)
        }
    }

    @Test func anAmountInsteadOfAPrice() async throws {
        try await Shop.with { shop in
            let session = try await shop.create(["amount": 500, "currency": "jpy"])
            #expect(session.status == 201)
            #expect(session["currency"] == "jpy")
            #expect(session["priceId"] == nil)
            #expect(session["product"] == nil)
            #expect(try await shop.confirm(session)["status"] == "completed")
        }
    }

    @Test func anEndUsersOwnPage() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user_1", shop.services)
            let price = JSONValue.string("\(shop.prices.oneTime)")
            let session = try await shop.create(["priceId": price, "customer": ["externalId": "forged"]], key: token)
            #expect(session.status == 201)
            #expect(session["customer"]?["externalId"] == "user_1")
            #expect(try await shop.create(["amount": 1, "currency": "usd"], key: token).code == "secret_key_required")
            let trial = try await shop.create(["priceId": price, "trialDays": 30], key: token)
            #expect(trial.status == 403)
            #expect(trial.param == "trialDays")
            let reader = try shop.merchant.token(for: "user_1", shop.services, operations: [.readCheckout])
            #expect(try await shop.create(["priceId": price], key: reader).code == "operation_not_allowed")
            #expect(try await shop.create(["priceId": price], key: session.clientSecret).status == 403)
        }
    }

    /// Every member with a value that it cannot have; each is named.
    @Test func badMembers() async throws {
        try await Shop.with { shop in
            let price = JSONValue.string("\(shop.prices.oneTime)")
            let long = String(repeating: "x", count: 3000)
            let cases: [(JSONValue, String)] = [
                ([:], "priceId"), (["priceId": 7], "priceId"), (["priceId": "price_nonsense"], "priceId"),
                (["amount": -1, "currency": "usd"], "amount"),
                (["amount": 100], "currency"), (["amount": 100, "currency": "USD"], "currency"),
                (["amount": "100", "currency": "usd"], "amount"),
                (["priceId": price, "amount": 100], "amount"), (["priceId": price, "currency": "eur"], "currency"),
                (["priceId": price, "quantity": 0], "quantity"), (["priceId": price, "quantity": true], "quantity"),
                (["priceId": price, "customerEmail": "no address"], "customerEmail"),
                (["priceId": price, "customer": ["email": "no address"]], "customer.email"),
                (["priceId": price, "customer": "x"], "customer"),
                (["priceId": price, "customerName": .string(long)], "customerName"),
                (["priceId": price, "metadata": ["a": 1]], "metadata.a"),
                (["priceId": price, "mode": "popup"], "mode"), (["priceId": price, "provider": "cash"], "provider"),
                (["priceId": price, "provider": "paddle"], "provider"),
                (["priceId": price, "successUrl": "ftp://a"], "successUrl"),
                (["priceId": price, "cancelUrl": .string("https://a/" + long)], "cancelUrl"),
                (["priceId": price, "couponCode": "SAVE"], "couponCode"),
                (["priceId": price, "trialDays": 5], "trialDays"),
                (["priceId": price, "existingSubscriptionId": "sub_1"], "existingSubscriptionId"),
                (["priceId": price, "expiresIn": 60], "expiresIn"),
                (["priceId": .string("\(shop.prices.archived)")], "priceId"),
            ]
            for (body, param) in cases {
                let answer = try await shop.create(body)
                #expect(answer.status == 400, "\(answer.text)")
                #expect(answer.param == param, "\(answer.text)")
            }
            #expect(try await shop.create(["priceId": price, "couponCode": "SAVE"]).code == "coupon_not_found")
            #expect(try await shop.create(["priceId": price, "provider": "paddle"]).code == "provider_not_configured")
            #expect(
                try await shop.create(["priceId": .string("\(shop.prices.archived)")]).code == "price_archived")
        }
    }

    /// What is no JSON of ours at all.
    @Test(arguments: [
        #"{"priceId":"a\u0000b"}"#, #"{"priceId":"\ud800"}"#, #"{"priceId":1,"priceId":2}"#,
        #"{"amount":1e400,"currency":"usd"}"#,
        #"{"amount":1.5,"currency":"usd"}"#, #"[1]"#, "null", "{",
        "{\"a\":" + String(repeating: "[", count: 5000) + "]}", "\u{FEFF}{}",
    ])
    func badBodies(_ body: String) async throws {
        try await Shop.with { shop in
            let answer = try await shop.send(
                .post, "/v1/checkout/create", key: shop.merchant.key, body: Array(body.utf8))
            #expect(answer.status == 400, "\(answer.text)")
        }
    }

    @Test func otherTypesOfBodies() async throws {
        try await Shop.with { shop in
            let answer = try await shop.send(
                .post, "/v1/checkout/create", key: shop.merchant.key, headers: ["Content-Type": "text/plain"],
                body: Array("{}".utf8))
            #expect(answer.status == 415)
            #expect(try await shop.post("/v1/checkout/create", [:]).code == "credential_missing")
            #expect(try await shop.create([:], key: "sk_test_nonsense").code == "credential_invalid")
        }
    }

    /// Another merchant's, and the other mode's, are as good as not there.
    @Test func nobodySeesAnothersThings() async throws {
        try await Shop.with { shop in
            let price = JSONValue.string("\(shop.prices.oneTime)")
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                let answer = try await shop.create(["priceId": price], key: key)
                #expect(answer.status == 404)
                #expect(answer.code == "price_not_found")
                #expect(answer.param == "priceId")
            }
            let session = try await shop.open()
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                for path in ["", "/timeline"] {
                    #expect(try await shop.get("/v1/checkout/\(session.id)\(path)", key: key).status == 404)
                }
                #expect(try await shop.post("/v1/checkout/\(session.id)/cancel", key: key).status == 404)
                #expect(try await shop.get("/v1/checkout", key: key)["data"] == [])
            }
        }
    }

    @Test func identicalOrdersAreOneSession() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["priceId": .string("\(shop.prices.oneTime)"), "customerEmail": "a@mail.example"]
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<100 { group.addTask { try await shop.create(body) } }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 })
            #expect(Set(answers.map(\.body)).count == 1, "the same bytes for everybody")
            #expect(shop.bank.callCount("/v1/payment_intents") == 1)
            let other = try await shop.create([
                "priceId": .string("\(shop.prices.oneTime)"), "customerEmail": "b@mail.example",
            ])
            #expect(other.id != answers[0].id)
            // Nobody is named: it may be another buyer.
            #expect(try await shop.open().id != shop.open().id)
        }
    }
}
