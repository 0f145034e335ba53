import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Reviews over HTTP") struct ReviewRouteTests {
    private static let path = "/v1/reviews"

    /// Something about a session of the shop's own.
    private func openReview(_ shop: Shop, _ kind: String = "refund_refused") async throws -> CheckoutSessionID {
        let session = try await shop.open()
        let id = try #require(CheckoutSessionID(session.id))
        shop.clock.advance(by: .seconds(1))
        try await shop.services.reviews.add(
            kind: kind, detail: "why", organization: shop.merchant.organization.id, session: id, at: shop.services.now)
        return id
    }

    @Test func aReviewIsReadAndResolved() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let session = try await openReview(shop)
            let list = try await shop.get("\(Self.path)?status=open", key: key)
            let first = try #require(list["data"]?.array?.first)
            let id = first["id"]?.string ?? ""
            #expect(ReviewID(id) != nil && first["sessionId"]?.string == "\(session)")
            #expect(first["status"] == "open" && first["kind"] == "refund_refused" && first["detail"] == "why")
            #expect(first["subscriptionId"] == .null && first["resolvedAt"] == .null && first["livemode"] == false)
            #expect(try await shop.get("\(Self.path)/\(id)", key: key).json == first)

            shop.clock.advance(by: .seconds(1))
            let resolved = try await shop.post("\(Self.path)/\(id)/resolve", ["note": "paid back"], key: key)
            #expect(resolved.status == 200 && resolved["status"] == "resolved" && resolved["note"] == "paid back")
            #expect(resolved["resolvedAt"] != .null)
            let again = try await shop.post("\(Self.path)/\(id)/resolve", key: key)
            #expect(again.body == resolved.body)
            #expect(try await shop.get("\(Self.path)?status=open", key: key)["data"] == [])
            #expect(try await shop.get("\(Self.path)?status=resolved", key: key)["data"]?.array?.count == 1)
            #expect(try await shop.get(Self.path, key: key)["data"]?.array?.count == 1)
        }
    }

    @Test func pagesGoBackInTime() async throws {
        try await Shop.with { shop in
            for number in 1...3 { _ = try await openReview(shop, "kind_\(number)") }
            let key = shop.merchant.key
            let first = try await shop.get("\(Self.path)?limit=2", key: key)
            let rest = try await shop.get("\(Self.path)?limit=2&cursor=\(first["nextCursor"]?.string ?? "")", key: key)
            let kinds = [first, rest].flatMap { $0["data"]?.array ?? [] }.compactMap { $0["kind"]?.string }
            #expect(kinds == ["kind_3", "kind_2", "kind_1"])
            #expect(first["hasMore"] == true && rest["hasMore"] == false)
        }
    }

    @Test func nobodySeesAnothersReviews() async throws {
        try await Shop.with { shop in
            _ = try await openReview(shop)
            try await shop.services.reviews.add(kind: "operators", detail: "", at: shop.services.now)
            let mine = try await shop.get(Self.path, key: shop.merchant.key)
            #expect(mine["data"]?.array?.count == 1, "what belongs to nobody is the operator's")
            let id = mine["data"]?.array?.first?["id"]?.string ?? ""
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                #expect(try await shop.get(Self.path, key: key)["data"] == [])
                let shown = try await shop.get("\(Self.path)/\(id)", key: key)
                #expect(shown.status == 404 && shown.code == "review_not_found")
                #expect(try await shop.post("\(Self.path)/\(id)/resolve", key: key).status == 404)
            }
            #expect(try await shop.get(Self.path).status == 401)
            let token = try shop.merchant.token(for: "u1", shop.services)
            #expect(try await shop.get(Self.path, key: token).status == 403)
            for id in ["rev_x", "x", "cus_01h455vb4pex5vsknk084sn02q"] {
                #expect(try await shop.get("\(Self.path)/\(id)", key: shop.merchant.key).status == 404)
                #expect(try await shop.post("\(Self.path)/\(id)/resolve", key: shop.merchant.key).status == 404)
            }
            #expect(try await shop.services.reviews.openCount() == 2)
        }
    }

    @Test func badInput() async throws {
        try await Shop.with { shop in
            _ = try await openReview(shop)
            let key = shop.merchant.key
            for query in ["status=done", "limit=0", "cursor=x"] {
                let answer = try await shop.get("\(Self.path)?\(query)", key: key)
                #expect(answer.status == 400, "\(query)")
            }
            let list = try await shop.get(Self.path, key: key)
            let target = "\(Self.path)/\(list["data"]?.array?.first?["id"]?.string ?? "")/resolve"
            for note in [.integer(1), .string(String(repeating: "x", count: 1001)), .string("a\0b")] as [JSONValue] {
                let answer = try await shop.post(target, ["note": note], key: key)
                #expect(answer.status == 400 && answer.param == "note")
            }
            let done = try await shop.post(target, ["note": ""], key: key, idempotencyKey: "once")
            #expect(done.status == 200 && done["note"] == .null)
            let replayed = try await shop.post(target, ["note": ""], key: key, idempotencyKey: "once")
            #expect(replayed.headers["Idempotency-Replayed"] == "true" && replayed.body == done.body)
        }
    }
}
