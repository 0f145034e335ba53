import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

/// Who gets in, and what those who do not are told.
@Suite("Credentials") struct CredentialTests {
    @Test func aKeyOpensItsOwnOrganizationAndMode() async throws {
        try await Shop.with { shop in
            let path = "/v1/products/\(shop.prices.product)"
            #expect(try await shop.get(path, key: shop.merchant.key).status == 200)
            for key in [shop.merchant.liveKey, shop.stranger.key, shop.stranger.liveKey] {
                let answer = try await shop.get(path, key: key)
                #expect(answer.status == 404 && answer.code == "product_not_found")
            }
        }
    }

    @Test func whateverIsNoCredentialIsRefused() async throws {
        try await Shop.with { shop in
            let missing = try await shop.get("/v1/products")
            #expect(missing.status == 401 && missing.code == "credential_missing")
            #expect(missing.headers["WWW-Authenticate"] == #"Bearer realm="till""#)

            let unknown = try SecretKey.mint(livemode: false).reveal { $0 }
            let otherMode = shop.merchant.key.replacing("sk_test_", with: "sk_live_")
            let credentials = [
                "Bearer ", "Bearer x", "Basic \(shop.merchant.key)", shop.merchant.key, "Bearer \(unknown)",
            ]
            for credential in credentials + ["Bearer \(otherMode)", "Bearer \(shop.merchant.key) x"] {
                let answer = try await shop.get("/v1/products", headers: ["Authorization": credential])
                #expect(answer.status == 401 && answer.code == "credential_invalid", "\(credential)")
                #expect(answer.headers["WWW-Authenticate"]?.contains("invalid_token") == true)
            }
            let twice = try await shop.get(
                "/v1/products",
                headers: ["Authorization": "Bearer \(shop.merchant.key)", "authorization": "Bearer x"])
            #expect(twice.status == 400 && twice.code == "duplicate_header")
            let lower = try await shop.get(
                "/v1/products", headers: ["Authorization": "bearer   \(shop.merchant.key)"])
            #expect(lower.status == 200)
        }
    }

    @Test func aRevokedKeyIsWorthNothingAtOnce() async throws {
        try await Shop.with { shop in
            #expect(try await shop.get("/v1/products", key: shop.merchant.key).status == 200)
            let keys = try await shop.services.apiKeys.all(of: shop.merchant.organization.id)
            for key in keys where !key.livemode {
                #expect(try await shop.services.apiKeys.revoke(key.id, at: shop.services.now))
            }
            #expect(try await shop.get("/v1/products", key: shop.merchant.key).code == "credential_invalid")
            #expect(try await shop.get("/v1/products", key: shop.merchant.liveKey).status == 200)
        }
    }

    @Test func onlyASecretKeyManagesTheCatalog() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user", shop.services)
            let session = try await shop.open()
            for credential in [token, session.clientSecret] {
                let answer = try await shop.get("/v1/products", key: credential)
                #expect(answer.status == 403 && answer.code == "secret_key_required")
            }
            let forged = session.clientSecret.dropLast() + (session.clientSecret.hasSuffix("A") ? "B" : "A")
            #expect(try await shop.get("/v1/products", key: String(forged)).code == "credential_invalid")
            let bought = try await shop.create(
                ["priceId": .string(shop.prices.oneTime.description)], key: session.clientSecret)
            #expect(bought.status == 403 && bought.code == "credential_not_enough")
        }
    }

    @Test func aTokenEndsWithItsTime() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user", shop.services)
            let order: JSONValue = ["priceId": .string(shop.prices.oneTime.description)]
            shop.clock.advance(by: .seconds(3599))
            #expect(try await shop.create(order, key: token).status == 201)
            shop.clock.advance(by: .seconds(1))
            let late = try await shop.create(order, key: token)
            #expect(late.status == 401 && late.code == "session_token_expired")
        }
    }

    @Test func aTokenDoesWhatItWasMadeFor() async throws {
        try await Shop.with { shop in
            let order: JSONValue = ["priceId": .string(shop.prices.oneTime.description)]
            let reader = try shop.merchant.token(for: "user", shop.services, operations: [.readCheckout])
            let refused = try await shop.create(order, key: reader)
            #expect(refused.status == 403 && refused.code == "operation_not_allowed")
            let buyer = try shop.merchant.token(for: "user", shop.services, operations: [.createCheckout])
            let session = try await shop.create(order, key: buyer)
            #expect(session.status == 201)
            #expect(try await shop.get("/v1/checkout/\(session.id)", key: reader).status == 200)
            #expect(try await shop.get("/v1/checkout/\(session.id)", key: buyer).code == "operation_not_allowed")
        }
    }

    @Test func aForgedTokenIsRefusedWhateverItSays() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user", shop.services)
            let order: JSONValue = ["priceId": .string(shop.prices.oneTime.description)]
            let point = try #require(token.lastIndex(of: "."))
            let other = try shop.stranger.token(for: "user", shop.services)
            let otherPoint = try #require(other.lastIndex(of: "."))
            let forgeries = [
                String(token[..<point]), token + "0", token.uppercased(), "\(token[..<point])\(other[otherPoint...])",
                "till_session_test_.", "till_session_test_e30." + String(repeating: "0", count: 64),
                token.replacing("_test_", with: "_live_"),
            ]
            for forgery in forgeries {
                #expect(try await shop.create(order, key: forgery).code == "credential_invalid", "\(forgery)")
            }
        }
    }
}
