import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Session token routes") struct SessionTokenRouteTests {
    private static let path = "/v1/session-tokens"

    @Test func aBackendMakesATokenForAUser() async throws {
        try await Shop.with { shop in
            let answer = try await shop.post(
                Self.path, ["externalUserId": "user_1", "metadata": ["plan": "gold"], "someday": 1],
                key: shop.merchant.key)
            #expect(answer.status == 201 && answer["object"] == "session_token" && answer["livemode"] == false)
            #expect(answer["allowedOperations"] == nil)
            let expiry = Timestamp(unixSeconds: shop.services.now.unixSeconds + 3600)
            #expect(answer["expiresAt"]?.string == expiry.description)
            #expect(answer.headers["Cache-Control"] == "no-store")
            #expect(SessionTokenID(answer["tokenId"]?.string ?? "") != nil)

            let token = try #require(answer["sessionToken"]?.string)
            #expect(token.hasPrefix("till_session_test_"))
            let session = try await shop.create(["priceId": .string(shop.prices.oneTime.description)], key: token)
            #expect(session.status == 201)
            #expect(try await shop.record(session.id).tokenUser == "user_1")
        }
    }

    @Test func aTokenIsOfItsKeysMode() async throws {
        try await Shop.with { shop in
            let answer = try await shop.post(Self.path, ["externalUserId": "u"], key: shop.merchant.liveKey)
            let token = try #require(answer["sessionToken"]?.string)
            #expect(token.hasPrefix("till_session_live_") && answer["livemode"] == true)
            let test = try await shop.create(["priceId": .string(shop.prices.oneTime.description)], key: token)
            #expect(test.status == 404 && test.code == "price_not_found")
        }
    }

    @Test func operationsAndLifetimesAreKept() async throws {
        try await Shop.with { shop in
            let answer = try await shop.post(
                Self.path,
                [
                    "externalUserId": "u", "expiresIn": 60,
                    "allowedOperations": ["checkout:read", "checkout:create", "checkout:read"],
                ], key: shop.merchant.key)
            #expect(answer["allowedOperations"] == ["checkout:create", "checkout:read"])
            let token = try #require(answer["sessionToken"]?.string)
            shop.clock.advance(by: .seconds(60))
            #expect(try await shop.create([:], key: token).code == "session_token_expired")
        }
    }

    @Test func aRevokedTokenIsWorthNothingAtOnce() async throws {
        try await Shop.with { shop in
            let answer = try await shop.post(Self.path, ["externalUserId": "u"], key: shop.merchant.key)
            let token = try #require(answer["sessionToken"]?.string)
            let path = "\(Self.path)/\(answer["tokenId"]?.string ?? "")"
            let order: JSONValue = ["priceId": .string(shop.prices.free.description)]

            // Another merchant takes back nothing of this one's.
            #expect(try await shop.send(.delete, path, key: shop.stranger.key).status == 200)
            #expect(try await shop.create(order, key: token).status == 201)
            for _ in 0..<2 {
                let deleted = try await shop.send(.delete, path, key: shop.merchant.key)
                #expect(deleted.status == 200 && deleted["deleted"] == true && deleted["id"] == answer["tokenId"])
            }
            let refused = try await shop.create(order, key: token)
            #expect(refused.status == 401 && refused.code == "session_token_revoked")
            let nobody = try await shop.send(.delete, "\(Self.path)/tok_x", key: shop.merchant.key)
            #expect(nobody.status == 404 && nobody.code == "session_token_not_found")
            #expect(try await shop.send(.delete, path, key: token).status == 401)
        }
    }

    @Test func theSameRequestIsAnsweredAlike() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["externalUserId": "u"]
            let first = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            shop.clock.advance(by: .seconds(5))
            let again = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            #expect(again.status == 201 && again.body == first.body)
            #expect(again.headers["Idempotency-Replayed"] == "true")
            let other = try await shop.post(
                Self.path, ["externalUserId": "v"], key: shop.merchant.key, idempotencyKey: "k")
            #expect(other.status == 422)
        }
    }

    @Test func whatIsWrongIsNamed() async throws {
        let metadata = (0..<20).map { #""k\#($0)":"\#(BadInput.long(400))""# }.joined(separator: ",")
        let inputs = [
            BadInput("{}", "externalUserId", "parameter_missing"),
            BadInput("", "externalUserId", "parameter_missing"),
            BadInput(#"{"externalUserId":null}"#, "externalUserId", "parameter_missing"),
            BadInput(#"{"externalUserId":7}"#, "externalUserId"),
            BadInput(#"{"externalUserId":""}"#, "externalUserId"),
            BadInput(#"{"externalUserId":"\#(BadInput.long(201))"}"#, "externalUserId"),
            BadInput(#"{"externalUserId":"a\u0000b"}"#, "externalUserId", "invalid_json"),
            BadInput(#"{"externalUserId":"\ud800"}"#, "externalUserId", "invalid_json"),
            BadInput(#"{"externalUserId":"u","expiresIn":59}"#, "expiresIn"),
            BadInput(#"{"externalUserId":"u","expiresIn":86401}"#, "expiresIn"),
            BadInput(#"{"externalUserId":"u","expiresIn":"60"}"#, "expiresIn"),
            BadInput(#"{"externalUserId":"u","expiresIn":60.5}"#, "expiresIn"),
            BadInput(#"{"externalUserId":"u","allowedOperations":[]}"#, "allowedOperations"),
            BadInput(#"{"externalUserId":"u","allowedOperations":"checkout:read"}"#, "allowedOperations"),
            BadInput(#"{"externalUserId":"u","allowedOperations":["checkout:read","all"]}"#, "allowedOperations[1]"),
            BadInput(#"{"externalUserId":"u","metadata":{"a":1}}"#, "metadata.a"),
            BadInput(#"{"externalUserId":"u","metadata":{"a":"\#(BadInput.long(501))"}}"#, "metadata.a"),
            BadInput(#"{"externalUserId":"u","metadata":{"a":{"b":"\u0000"}}}"#, "metadata.a.b", "invalid_json"),
            BadInput(#"{"externalUserId":"u","metadata":{\#(metadata)}}"#, "metadata"),
            BadInput(#"{"externalUserId":"u""#, nil, "invalid_json"),
            BadInput("[]", nil, "invalid_json"),
        ]
        try await Shop.with { shop in
            for input in inputs { try await input.check(Self.path, shop) }
            let form = try await shop.send(
                .post, Self.path, key: shop.merchant.key, headers: ["Content-Type": "text/plain"],
                body: Array("{}".utf8))
            #expect(form.status == 415 && form.code == "unsupported_media_type")
        }
    }
}
