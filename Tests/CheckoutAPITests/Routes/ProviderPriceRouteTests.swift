import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import CheckoutAPI

@Suite("The provider's prices over HTTP") struct ProviderPriceRouteTests {
    private static let path = "/v1/providers/stripe/prices"

    private func fill(_ bank: SimulatedBank) {
        bank.call("/v1/products", ["id": "prod_team", "name": "Team"])
        for units in ["2900", "3900", "4900"] {
            bank.call(
                "/v1/prices",
                [
                    "product": "prod_team", "currency": "usd", "unit_amount": .text(units),
                    "recurring": ["interval": "month", "interval_count": "3"],
                ])
        }
        bank.call("/v1/prices", ["product": "prod_team", "currency": "jpy", "unit_amount": "500", "nickname": "once"])
    }

    @Test func pagesAsTheProviderHasThem() async throws {
        try await Shop.with { shop in
            fill(shop.bank)
            let key = shop.merchant.key
            let first = try await shop.get("\(Self.path)?limit=3", key: key)
            #expect(first.status == 200 && first["hasMore"] == true)
            let price = try #require(first["data"]?.array?.first)
            #expect(price["object"] == "provider_price" && price["type"] == "one_time" && price["name"] == "once")
            #expect(price["currency"] == "jpy" && price["unitAmount"] == 500 && price["interval"] == .null)
            #expect(price["productId"] == "prod_team" && price["priceId"] == .null && price["obstacle"] == .null)
            let rest = try await shop.get(
                "\(Self.path)?limit=3&cursor=\(first["nextCursor"]?.string ?? "")", key: key)
            #expect(rest["hasMore"] == false && rest["nextCursor"] == .null)
            let last = try #require(rest["data"]?.array?.first)
            #expect(last["unitAmount"] == 2900 && last["interval"] == "month" && last["intervalCount"] == 3)
        }
    }

    @Test func whatIsOursIsTold() async throws {
        try await Shop.with { shop in
            fill(shop.bank)
            let key = shop.merchant.key
            let theirs = try await shop.get("\(Self.path)?limit=1", key: key)["data"]?.array?.first?["id"]?.string
            let price = try #require(
                try await shop.services.catalog.price(
                    shop.prices.oneTime, of: shop.merchant.organization.id, livemode: false))
            try await shop.services.catalog.link(
                price, to: theirs ?? "", at: ProviderPlace(.stripe, livemode: false), shop.services.now)
            let mine = try await shop.get("\(Self.path)?limit=1", key: key)["data"]?.array?.first
            #expect(mine?["priceId"]?.string == "\(shop.prices.oneTime)")
            let strangers = try await shop.get("\(Self.path)?limit=1", key: shop.stranger.key)["data"]?.array?.first
            #expect(strangers?["priceId"] == .null)
        }
    }

    @Test func trouble() async throws {
        try await Shop.with { shop in
            fill(shop.bank)
            let key = shop.merchant.key
            #expect(try await shop.get(Self.path).status == 401)
            let token = try shop.merchant.token(for: "u1", shop.services)
            #expect(try await shop.get(Self.path, key: token).status == 403)
            let live = try await shop.get(Self.path, key: shop.merchant.liveKey)
            #expect(live.status == 400 && live.code == "provider_not_configured")
            for cursor in ["price_nobody", "", String(repeating: "x", count: 256)] {
                let lost = try await shop.get("\(Self.path)?cursor=\(cursor)", key: key)
                #expect(lost.status == 400 && lost.param == "cursor")
            }
            #expect(try await shop.get("\(Self.path)?limit=0", key: key).status == 400)
            shop.bank.add(Fault(.status500, route: "prices", count: 50))
            let down = try await shop.get(Self.path, key: key)
            #expect(down.status == 502 && down.code == "provider_unavailable")
        }
    }
}
