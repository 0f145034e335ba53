import Checkout
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPMessages
import TestSupport
import Testing

@testable import CheckoutAPI

/// What can be read of sessions, and by whom.
@Suite struct ReadingTests {
    @Test func theStatusHasATag() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let path = "/v1/checkout/\(session.id)/status"
            let first = try await shop.get(path)
            #expect(first.headers["ETag"] == "\"v1\"")
            let same = try await shop.get(path, headers: ["If-None-Match": "W/\"v1\""])
            #expect(same.status == 304)
            #expect(same.body.isEmpty)
            _ = try await shop.confirm(session)
            let changed = try await shop.get(path, headers: ["If-None-Match": "\"v1\""])
            #expect(changed.status == 200)
            #expect(changed.headers["ETag"] == "\"v\(changed["version"]?.integer ?? 0)\"")
        }
    }

    /// Stored bytes, the same for whoever asks.
    @Test func theStatusIsWhatWasStored() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let id = try #require(CheckoutSessionID(session.id))
            let status = try await shop.status(session.id)
            #expect(try await shop.services.store.changes(of: id, after: 0).map(\.body) == [status.body])
            #expect(status.body == shop.services.body.publicBody(try await shop.record(session.id)))
        }
    }

    @Test(arguments: ["cs_nonsense", "cs_01h2xcejqtf2nbrexx3vqjhp41", "prod_01h2xcejqtf2nbrexx3vqjhp41", "%00"])
    func unknownSessions(_ id: String) async throws {
        try await Shop.with { shop async throws in
            for path in ["status", "stream", "return"] {
                #expect(try await shop.get("/v1/checkout/\(id)/\(path)").status == 404)
            }
            #expect(try await shop.get("/v1/checkout/\(id)", key: shop.merchant.key).status == 404)
            #expect(try await shop.get("/v1/checkout/\(id)/timeline", key: shop.merchant.key).status == 404)
            #expect(try await shop.post("/v1/checkout/\(id)/cancel", key: shop.merchant.key).status == 404)
            #expect(try await shop.post("/v1/checkout/\(id)/confirm").status == 404)
        }
    }

    @Test func theLongPoll() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let path = "/v1/checkout/\(session.id)/status"
            #expect(try await shop.get("\(path)?after=0&wait=30")["version"] == 1)
            async let waiting = shop.get("\(path)?after=1&wait=30")
            _ = try await shop.confirm(session)
            let told = try await waiting
            #expect((told["version"]?.integer ?? 0) > 1)
            for query in ["after=x&wait=1", "after=-1&wait=1", "after=1&wait=31", "after=1&after=2"] {
                let bad = try await shop.get("\(path)?\(query)")
                #expect(bad.status == 400, "\(query)")
                #expect(["after", "wait"].contains(bad.param))
            }
        }
    }

    @Test func aLongPollThatNothingEnds() async throws {
        let time = ManualClock()
        try await Shop.with(loopClock: time) { shop in
            let session = try await shop.open()
            let path = "/v1/checkout/\(session.id)/status?after=1&wait=1"
            async let waiting = shop.get(path, headers: ["If-None-Match": "\"v1\""])
            while shop.services.feed.subscriberCount == 0 { await shop.loop.tick() }
            // Its timer is set in the tick that subscribes.
            await shop.loop.tick()
            time.advance(by: .seconds(1))
            #expect(try await waiting.status == 304)
            #expect(shop.services.feed.subscriberCount == 0)
        }
    }

    @Test func aLongPollOfWhatHasEnded() async throws {
        let time = ManualClock()
        try await Shop.with(loopClock: time) { shop in
            let session = try await shop.open()
            _ = try await shop.confirm(session)
            let last = try #require(try await shop.status(session.id)["version"]?.integer)
            // The clock stands still: waiting would never end.
            let answer = try await shop.get("/v1/checkout/\(session.id)/status?after=\(last)&wait=30")
            #expect(answer["status"] == "completed")
        }
    }

    @Test func theFullViewByCredential() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user_1", shop.services)
            let session = try await shop.create(["priceId": .string("\(shop.prices.oneTime)")], key: token)
            let path = "/v1/checkout/\(session.id)"
            #expect(try await shop.get(path).status == 401)
            for key in [shop.merchant.key, session.clientSecret] {
                let full = try await shop.get(path, key: key)
                #expect(full.status == 200)
                #expect(full.body == session.body)
            }
            let users = try await shop.get(path, key: token)
            #expect(users.status == 200)
            #expect(users["customer"]?["externalId"] == "user_1")
            #expect(users["clientSecret"] == nil && users["payment"] == nil)
            let other = try shop.merchant.token(for: "user_2", shop.services)
            #expect(try await shop.get(path, key: other).status == 404)
            let foreign = try shop.stranger.token(for: "user_1", shop.services)
            #expect(try await shop.get(path, key: foreign).status == 404)
            let someone = try await shop.open()
            #expect(try await shop.get(path, key: someone.clientSecret).status == 404)
            #expect(try await shop.get(path, key: session.clientSecret + "x").status == 401)
        }
    }

    @Test func theTimeline() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            _ = try await shop.confirm(session)
            let timeline = try await shop.get("/v1/checkout/\(session.id)/timeline", key: shop.merchant.key)
            #expect(timeline.status == 200)
            let entries = timeline["data"]?.array ?? []
            #expect(entries.map { $0["type"]?.string } == ["created", "attempt_started", "completed"])
            #expect(entries.map { $0["version"]?.integer } == [1, 2, 3])
            #expect(entries.allSatisfy { $0["source"] == "session" && $0["at"]?.string != nil })
            let asked = try await shop.get("/v1/checkout/\(session.id)/timeline", key: session.clientSecret)
            #expect(asked.code == "secret_key_required")
        }
    }

    @Test func theTimelineTellsWhoWasTurnedAway() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            _ = try await shop.confirm(session)
            #expect(try await shop.confirm(session).status == 409)
            let path = "/v1/checkout/\(session.id)"
            #expect(try await shop.post(path + "/cancel", [:], key: shop.merchant.key).status == 409)
            await shop.services.flow.drained()
            let timeline = try await shop.get(path + "/timeline", key: shop.merchant.key)
            let lines = (timeline["data"]?.array ?? []).suffix(2)
            #expect(lines.map { $0["type"]?.string } == ["confirm_turned_away", "cancel_turned_away"])
            #expect(lines.allSatisfy { $0["detail"] == "completed" && $0["version"] == 3 })
            #expect(try await shop.get(path, key: shop.merchant.key)["version"]?.integer == 3)
        }
    }

    @Test func theListPageByPage() async throws {
        try await Shop.with { shop in
            var ids: [String] = []
            for number in 0..<7 {
                shop.clock.advance(by: .seconds(1))
                let email = "buyer\(number % 2)@mail.example"
                ids.insert(
                    try await shop.create([
                        "priceId": .string("\(shop.prices.free)"), "customerEmail": .string(email),
                        "metadata": ["number": .string("\(number)")],
                    ]).id, at: 0)
            }
            var (seen, target) = ([String](), "/v1/checkout?limit=3")
            var pages = 0
            while pages < 10 {
                let page = try await shop.get(target, key: shop.merchant.key)
                #expect(page.status == 200)
                seen += (page["data"]?.array ?? []).compactMap { $0["id"]?.string }
                pages += 1
                guard page["hasMore"] == true, let cursor = page["nextCursor"]?.string else { break }
                // What comes meanwhile moves nothing.
                _ = try await shop.open(shop.prices.free)
                target = "/v1/checkout?limit=3&cursor=\(cursor)"
            }
            #expect(seen == ids)
            #expect(pages == 3)
            let mine = try await shop.get(
                "/v1/checkout?customerEmail=buyer0%40mail.example&status=pending", key: shop.merchant.key)
            #expect(mine["data"]?.array?.count == 4)
            for query in ["limit=0", "limit=x", "cursor=x", "status=paid", "priceId=x", "createdAfter=yesterday"] {
                let bad = try await shop.get("/v1/checkout?\(query)", key: shop.merchant.key)
                #expect(bad.status == 400, "\(query)")
                #expect(bad.param == String(query.prefix { $0 != "=" }))
            }
        }
    }

    @Test func usersListTheirOwn() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "user_1", shop.services)
            let own = try await shop.create(["priceId": .string("\(shop.prices.free)")], key: token)
            _ = try await shop.open(shop.prices.free)
            let list = try await shop.get("/v1/checkout", key: token)
            #expect(list["data"]?.array?.map { $0["id"] } == [.string(own.id)])
            #expect(!list.text.contains("clientSecret"))
            #expect(try await shop.get("/v1/checkout", key: own.clientSecret).status == 403)
        }
    }

    @Test func pagesOfOtherSites() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let path = "/v1/checkout/\(session.id)/status"
            let own = try await shop.get(path, headers: ["Origin": "https://shop.example"])
            #expect(own.headers["Access-Control-Allow-Origin"] == "https://shop.example")
            let other = try await shop.get(path, headers: ["Origin": "https://evil.example"])
            #expect(other.headers["Access-Control-Allow-Origin"] == nil)
            let confirm = try await shop.send(
                .post, "/v1/checkout/\(session.clientSecret)/confirm", headers: ["Origin": "https://evil.example"],
                body: Array(#"{"paymentMethodId":"pm_card_visa"}"#.utf8))
            #expect(confirm.code == "origin_not_allowed")
            #expect(shop.bank.chargeCount == 0)
        }
    }
}
