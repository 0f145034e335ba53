import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@testable import CheckoutAPI

/// Who is turned away for coming too often, and who is not.
@Suite("Limits of callers") struct LimitTests {
    private static func limits(_ scope: RateScope, _ count: Int) -> RateSettings {
        var settings = RateSettings.unlimited
        settings[scope] = [Rate(count, per: .seconds(60))]
        return settings
    }

    @Test func aKeyComesSoOften() async throws {
        try await Shop.with(limits: Self.limits(.secretKey, 3)) { shop in
            for _ in 0..<3 { #expect(try await shop.get("/v1/products", key: shop.merchant.key).status == 200) }
            let refused = try await shop.get("/v1/products", key: shop.merchant.key)
            #expect(refused.status == 429 && refused.code == "rate_limited")
            #expect(refused.headers["Retry-After"] == "20" && refused.headers["X-RateLimit-Limit"] == "3")
            #expect(try await shop.get("/v1/products", key: shop.stranger.key).status == 200)
            shop.clock.advance(by: .seconds(20))
            #expect(try await shop.get("/v1/products", key: shop.merchant.key).status == 200)
        }
    }

    @Test func aTokenComesSoOften() async throws {
        try await Shop.with(limits: Self.limits(.sessionToken, 2)) { shop in
            let token = try shop.merchant.token(for: "user", shop.services)
            let order: JSONValue = ["priceId": .string(shop.prices.free.description)]
            for _ in 0..<2 { #expect(try await shop.create(order, key: token).status == 201) }
            #expect(try await shop.create(order, key: token).status == 429)
            let other = try shop.merchant.token(for: "user", shop.services)
            #expect(try await shop.create(order, key: other).status == 201)
        }
    }

    @Test func whoeverTriesKeysIsSlowedDownAndNobodyElse() async throws {
        try await Shop.with(limits: Self.limits(.badCredential, 2)) { shop in
            for _ in 0..<2 { #expect(try await shop.get("/v1/products", key: "x").status == 401) }
            let refused = try await shop.get("/v1/products", key: "x")
            #expect(refused.status == 429)
            // The same address with a key that holds.
            #expect(try await shop.get("/v1/products", key: shop.merchant.key).status == 200)
            let client = InProcessClient(shop.application, on: shop.loop)
            let elsewhere = await client.send(
                .get, "/v1/products", headers: ["Authorization": "Bearer x"], clientAddress: "192.0.2.7")
            #expect(elsewhere.status == .unauthorized)
        }
    }

    @Test func aSessionIsConfirmedSoOften() async throws {
        try await Shop.with(limits: RateSettings()) { shop in
            let session = try await shop.open()
            for _ in 0..<6 { #expect(try await shop.confirm(session, "pm_card_visa_chargeDeclined").status == 402) }
            let refused = try await shop.confirm(session, "pm_card_visa")
            #expect(refused.status == 429 && refused.headers["X-RateLimit-Limit"] == "6")
            shop.clock.advance(by: .seconds(10))
            #expect(try await shop.confirm(session, "pm_card_visa").status == 200)
        }
    }

    @Test func keysAreNotedAsUsedNowAndThen() async throws {
        let manual = ManualClock()
        try await Shop.with(loopClock: manual) { shop in
            let id = shop.merchant.organization.id
            #expect(try await shop.services.apiKeys.all(of: id).allSatisfy { $0.lastUsedAt == nil })
            for _ in 0..<5 { _ = try await shop.get("/v1/products", key: shop.merchant.key) }
            let used = shop.services.now
            manual.advance(by: KeyUses.delay)
            // Written in the background, on the connections that these reads use: a few turns at most.
            var keys = try await shop.services.apiKeys.all(of: id)
            for _ in 0..<100 where !keys.contains(where: { $0.lastUsedAt != nil }) {
                keys = try await shop.services.apiKeys.all(of: id)
            }
            #expect(keys.filter { $0.lastUsedAt == used }.map(\.livemode) == [false])
        }
    }
}
