import Checkout
import CheckoutStore
import HTTPMessages
import Testing

@testable import CheckoutAPI

/// What pages of other sites may do and read.
@Suite("Pages of other sites") struct CrossOriginTests {
    private static let page: HTTPHeaders = ["Origin": "https://shop.example"]
    private static let evil: HTTPHeaders = ["Origin": "https://evil.example"]

    private func isReadable(_ answer: Answer, by origin: String) -> Bool {
        answer.headers["Access-Control-Allow-Origin"] == origin
    }

    @Test func aPreflightIsAnsweredBeforeAnythingElse() async throws {
        try await Shop.with { shop in
            let answer = try await shop.send(
                .options, "/v1/checkout/create",
                headers: [
                    "Origin": "https://anything.example", "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "authorization,content-type,x-billingos-version,x-other",
                ])
            #expect(answer.status == 204 && answer.body.isEmpty)
            #expect(isReadable(answer, by: "https://anything.example"))
            #expect(answer.headers["Access-Control-Allow-Methods"]?.contains("POST") == true)
            #expect(
                answer.headers["Access-Control-Allow-Headers"] == "authorization, content-type, x-billingos-version")
            #expect(answer.headers["Access-Control-Allow-Credentials"] == nil)
            #expect(answer.headers["Vary"]?.contains("Origin") == true)
            #expect(answer.headers["X-Request-Id"] == nil || answer.status == 204)
        }
    }

    @Test func whatIsNoPreflightIsNotAnsweredAsOne() async throws {
        try await Shop.with { shop in
            for (path, origin) in [
                ("/v1/nothing", "https://a.example"), ("/stripe/webhooks", "https://a.example"),
                ("/v1/checkout/create", "https://a.example/path"),
            ] {
                let answer = try await shop.send(
                    .options, path, headers: ["Origin": origin, "Access-Control-Request-Method": "POST"])
                #expect(answer.headers["Access-Control-Allow-Origin"] == nil, "\(path)")
            }
            let plain = try await shop.send(.options, "/v1/checkout/create", headers: Self.page)
            #expect(plain.headers["Access-Control-Allow-Origin"] == nil)
        }
    }

    @Test func aPageOfTheMerchantsBuysAndReads() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user", shop.services)
            let order = (["priceId": .string(shop.prices.oneTime.description)] as JSONValue).bytes
            let bought = try await shop.send(
                .post, "/v1/checkout/create", key: token, headers: Self.page, body: order)
            #expect(bought.status == 201 && isReadable(bought, by: "https://shop.example"))
            #expect(bought.headers["Access-Control-Expose-Headers"]?.contains("x-request-id") == true)
            #expect(bought.headers["Vary"] == "Origin")
            let status = try await shop.get("/v1/checkout/\(bought.id)/status", headers: Self.page)
            #expect(status.status == 200 && isReadable(status, by: "https://shop.example"))
            let secret = try await shop.open().clientSecret
            let confirmed = try await shop.send(
                .post, "/v1/checkout/\(secret)/confirm", headers: Self.page,
                body: Array(#"{"paymentMethodId":"pm_card_visa_chargeDeclined"}"#.utf8))
            #expect(confirmed.status == 402 && isReadable(confirmed, by: "https://shop.example"))
        }
    }

    @Test func anotherPageActsForNobodyAndReadsNothing() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user", shop.services)
            let order = (["priceId": .string(shop.prices.oneTime.description)] as JSONValue).bytes
            let refused = try await shop.send(
                .post, "/v1/checkout/create", key: token, headers: Self.evil, body: order)
            #expect(refused.status == 403 && refused.code == "origin_not_allowed")
            #expect(refused.headers["Access-Control-Allow-Origin"] == nil)

            let session = try await shop.open()
            let confirm = try await shop.send(
                .post, "/v1/checkout/\(session.clientSecret)/confirm", headers: Self.evil,
                body: Array(#"{"paymentMethodId":"pm_card_visa"}"#.utf8))
            #expect(confirm.status == 403)
            #expect(shop.bank.chargeCount == 0)
            let status = try await shop.get("/v1/checkout/\(session.id)/status", headers: Self.evil)
            #expect(status.status == 200 && status.headers["Access-Control-Allow-Origin"] == nil)
            #expect(status.headers["Vary"] == "Origin")
        }
    }

    @Test func ourOwnPagesMayAlways() async throws {
        try await Shop.with { shop in
            let secret = try await shop.open().clientSecret
            let confirmed = try await shop.send(
                .post, "/v1/checkout/\(secret)/confirm", headers: ["Origin": "https://till.example"],
                body: Array(#"{"paymentMethodId":"pm_card_visa"}"#.utf8))
            #expect(confirmed.status == 200)
        }
    }

    @Test func aMerchantMayAllowEverybody() async throws {
        try await Shop.with { shop in
            var organization = shop.merchant.organization
            organization.allowedOrigins = ["*"]
            #expect(try await shop.services.organizations.update(organization))
            let id = try await shop.open().id
            for origin in ["https://evil.example", "null"] {
                let status = try await shop.get("/v1/checkout/\(id)/status", headers: ["Origin": origin])
                #expect(isReadable(status, by: origin))
            }
        }
    }

    @Test func aPageLearnsWhyItIsNotLetIn() async throws {
        try await Shop.with { shop in
            let answer = try await shop.send(
                .post, "/v1/checkout/create", key: "nonsense", headers: Self.evil, body: Array("{}".utf8))
            #expect(answer.status == 401 && isReadable(answer, by: "https://evil.example"))
            #expect(answer.headers["WWW-Authenticate"] != nil)
        }
    }

    @Test func aSecretKeyHasNoBusinessInAPage() async throws {
        try await Shop.with { shop in
            let answer = try await shop.get("/v1/products", key: shop.merchant.key, headers: Self.page)
            #expect(answer.status == 200 && answer.headers["Access-Control-Allow-Origin"] == nil)
        }
    }
}
