import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Postgres
import Simulator
import TestSupport
import Testing

@testable import CheckoutAPI

/// One key, one effect, one answer.
@Suite struct KeyedRequestTests {
    private static func order(_ shop: Shop, _ price: PriceID? = nil) -> JSONValue {
        ["priceId": .string("\(price ?? shop.prices.oneTime)")]
    }

    @Test(arguments: [false, true])
    func createTwice(isFree: Bool) async throws {
        try await Shop.with { shop in
            let body = Self.order(shop, isFree ? shop.prices.free : nil)
            let first = try await shop.create(body, idempotencyKey: "a")
            #expect(first.status == 201)
            #expect(first.headers["Idempotency-Replayed"] == nil)
            let again = try await shop.create(body, idempotencyKey: "a")
            #expect(again.status == 201)
            #expect(again.headers["Idempotency-Replayed"] == "true")
            #expect(again.body == first.body)
            #expect(try await shop.create(body, idempotencyKey: "b").id != first.id)
            #expect(try await shop.create(body).id != first.id)
        }
    }

    @Test func theAnswerStaysWhatItWas() async throws {
        try await Shop.with { shop in
            let body = Self.order(shop)
            let first = try await shop.create(body, idempotencyKey: "a")
            _ = try await shop.confirm(first)
            _ = try await shop.services.catalog.setActive(
                false, price: shop.prices.oneTime, of: shop.merchant.organization.id, livemode: false,
                at: shop.services.now)
            let again = try await shop.create(body, idempotencyKey: "a")
            #expect(again.body == first.body, "sold no more, and yet it was sold")
            #expect(try await shop.create(body, idempotencyKey: "c").code == "price_archived")
        }
    }

    @Test func anotherRequest() async throws {
        try await Shop.with { shop in
            let first = try await shop.create(Self.order(shop), idempotencyKey: "a")
            let otherBody = try await shop.create(Self.order(shop, shop.prices.free), idempotencyKey: "a")
            #expect(otherBody.status == 422)
            #expect(otherBody.code == "idempotency_mismatch")
            let otherRoute = try await shop.post(
                "/v1/checkout/\(first.id)/cancel", Self.order(shop), key: shop.merchant.key, idempotencyKey: "a")
            #expect(otherRoute.status == 422)
            #expect(try await shop.status(first.id)["status"] == "pending")
        }
    }

    @Test func anotherTenant() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["amount": 0, "currency": "usd"]
            let ours = try await shop.create(body, idempotencyKey: "a")
            let theirs = try await shop.create(body, key: shop.stranger.key, idempotencyKey: "a")
            let live = try await shop.create(body, key: shop.merchant.liveKey, idempotencyKey: "a")
            #expect(Set([ours.id, theirs.id, live.id]).count == 3)
            #expect([ours, theirs, live].allSatisfy { $0.status == 201 })
        }
    }

    /// An answer holds the client secret: only the user it was meant for gets it again.
    @Test func anotherUserOfTheSameMerchant() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user_1", shop.services)
            let first = try await shop.create(Self.order(shop), key: token, idempotencyKey: "a")
            let renewed = try shop.merchant.token(for: "user_1", shop.services)
            #expect(try await shop.create(Self.order(shop), key: renewed, idempotencyKey: "a").body == first.body)
            let other = try shop.merchant.token(for: "user_2", shop.services)
            #expect(try await shop.create(Self.order(shop), key: other, idempotencyKey: "a").status == 422)
        }
    }

    @Test func fiftyAtOnce() async throws {
        try await Shop.with { shop in
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await shop.create(Self.order(shop), idempotencyKey: "a") }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            let made = answers.filter { $0.status == 201 }
            #expect(!made.isEmpty)
            #expect(Set(made.map(\.body)).count == 1)
            #expect(answers.allSatisfy { $0.status == 201 || $0.code == "idempotency_in_progress" })
            #expect(answers.filter { $0.status == 409 }.allSatisfy { $0.headers["Retry-After"] == "1" })
            #expect(shop.bank.callCount("/v1/payment_intents") == 1)
        }
    }

    @Test func malformedKeys() async throws {
        try await Shop.with { shop in
            for key in ["", String(repeating: "x", count: 256)] {
                let answer = try await shop.create(Self.order(shop), idempotencyKey: key)
                #expect(answer.status == 400)
                #expect(answer.code == "idempotency_key_invalid")
                #expect(answer.param == "Idempotency-Key")
            }
            let longest = String(repeating: "x", count: 255)
            #expect(try await shop.create(Self.order(shop), idempotencyKey: longest).status == 201)
        }
    }

    /// What was refused had no effect: the key is good for the request put right.
    @Test func aRefusedRequestGivesItsKeyBack() async throws {
        try await Shop.with { shop in
            let bad = try await shop.create(["priceId": .string("\(shop.prices.archived)")], idempotencyKey: "a")
            #expect(bad.status == 400)
            #expect(try await shop.create(Self.order(shop), idempotencyKey: "a").status == 201)
        }
    }

    @Test func aProvidersOutageGivesItsKeyBack() async throws {
        try await Shop.with { shop in
            shop.bank.add(Fault(.status500, route: "payment_intents", count: 50))
            let failed = try await shop.create(Self.order(shop), idempotencyKey: "a")
            #expect([502, 504].contains(failed.status), "\(failed.text)")
            shop.bank.clearFaults()
            let made = try await shop.create(Self.order(shop), idempotencyKey: "a")
            #expect(made.status == 201)
            #expect(try await shop.create(Self.order(shop), idempotencyKey: "a").body == made.body)
        }
    }

    @Test(arguments: ["pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired"])
    func confirmTwice(_ method: String) async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let first = try await shop.confirm(session, method, idempotencyKey: "a")
            #expect([200, 402].contains(first.status))
            let calls = shop.bank.callCount("/confirm")
            let again = try await shop.confirm(session, method, idempotencyKey: "a")
            #expect(again.status == first.status)
            #expect(again.body == first.body)
            #expect(again.headers["Idempotency-Replayed"] == "true")
            #expect(shop.bank.callCount("/confirm") == calls)
            #expect(try await shop.confirm(session, "pm_card_mastercard", idempotencyKey: "a").status == 422)
        }
    }

    @Test func cancelTwice() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let path = "/v1/checkout/\(session.id)/cancel"
            let first = try await shop.post(path, key: shop.merchant.key, idempotencyKey: "a")
            #expect(first["status"] == "canceled")
            let again = try await shop.post(path, key: shop.merchant.key, idempotencyKey: "a")
            #expect(again.body == first.body)
            #expect(again.headers["Idempotency-Replayed"] == "true")
        }
    }

    @Test(arguments: [(23 * 3600 + 59 * 60, true), (24 * 3600 + 60, false)])
    func aDayLater(seconds: Int, isReplayed: Bool) async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["amount": 0, "currency": "usd"]
            let first = try await shop.create(body, idempotencyKey: "a")
            shop.clock.advance(by: .seconds(seconds))
            let again = try await shop.create(body, idempotencyKey: "a")
            #expect((again.body == first.body) == isReplayed)
            #expect((again.headers["Idempotency-Replayed"] != nil) == isReplayed)
        }
    }

    /// A request that died with its key: the next one takes it over when its time is up, and makes nothing twice.
    @Test func afterACrash() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["amount": 0, "currency": "usd"]
            let first = try await shop.create(body, idempotencyKey: "a")
            try await shop.loop.run {
                _ = try await shop.services.store.pool.execute(
                    "UPDATE idempotency_keys SET status_code = NULL, body = NULL, locked_until = $1",
                    PostgresParameters(PostgresTimestamp(unixMicroseconds: shop.services.now.unixMilliseconds * 1000))
                )
            }
            let again = try await shop.create(body, idempotencyKey: "a")
            #expect(again.status == 201)
            #expect(again.id == first.id)
            #expect(again.body == first.body)
        }
    }
}
