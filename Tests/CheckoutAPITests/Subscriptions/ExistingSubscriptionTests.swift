import Checkout
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Orders for a subscription that is there") struct ExistingSubscriptionTests {
    @Test func anOrderPaysForTheOneThatWaits() async throws {
        try await Shop.with { shop in
            let made = try await shop.waiting("u1", quantity: 2)
            let token = try shop.merchant.token(for: "u1", shop.services)
            let session = try await shop.create(["existingSubscriptionId": .string(made.id)], key: token)
            #expect(session.status == 201 && session["amount"] == 3800 && session["priceId"]?.string == shop.monthly)
            let full = try await shop.get("/v1/checkout/\(session.id)", key: shop.merchant.key)
            let paid = try await shop.confirm(full)
            #expect(paid["subscription"]?["id"]?.string == made.id, "\(paid.text)")
            #expect(try await shop.get("/v1/customers", key: shop.merchant.key)["data"]?.array?.count == 1)
        }
    }

    @Test func itWaitsAsLongAsTheOrder() async throws {
        try await Shop.with { shop in
            let made = try await shop.waiting("u1")
            shop.clock.advance(by: .seconds(86_400 - 600))
            let session = try await shop.create(["existingSubscriptionId": .string(made.id)])
            #expect(session.status == 201)
            let shown = try await shop.get("/v1/subscriptions/\(made.id)", key: shop.merchant.key)
            let expiry = try #require(shown["linkExpiresAt"]?.string.flatMap { Timestamp($0) })
            #expect(expiry == shop.services.now + .seconds(86_400))
            let draft = try await shop.post(
                "/v1/subscriptions",
                ["externalId": "u2", "priceId": .string(shop.monthly), "status": "draft"], key: shop.merchant.key)
            let token = try shop.merchant.token(for: "u2", shop.services)
            let early = try await shop.create(["existingSubscriptionId": .string(draft.id)], key: token)
            #expect(early.status == 409 && early.code == "subscription_not_payable")
            let order = try await shop.create([
                "existingSubscriptionId": .string(draft.id), "priceId": .string(shop.monthly), "quantity": 1,
            ])
            #expect(try await shop.confirm(order)["subscription"]?["id"]?.string == draft.id)
        }
    }

    @Test func nobodyPaysForAnothers() async throws {
        try await Shop.with { shop in
            let made = try await shop.waiting("u1")
            let order: JSONValue = ["existingSubscriptionId": .string(made.id)]
            let other = try shop.merchant.token(for: "u2", shop.services)
            for key in [other, shop.stranger.key, shop.merchant.liveKey] {
                let refused = try await shop.create(order, key: key)
                #expect(refused.code == "subscription_not_found" && refused.param == "existingSubscriptionId")
            }
            for (more, param) in [
                (["priceId": .string("\(shop.prices.oneTime)")], "priceId"), (["quantity": 2], "quantity"),
                (["amount": 5, "currency": "usd"], "amount"),
            ] as [(JSONValue, String)] {
                let refused = try await shop.create(order.with(more))
                #expect(refused.status == 400 && refused.param == param, "\(refused.text)")
            }
            #expect(try await shop.create(["existingSubscriptionId": "sub_x"]).code == "subscription_not_found")
        }
    }
}
