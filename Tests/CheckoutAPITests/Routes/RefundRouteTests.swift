import Checkout
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPMessages
import Simulator
import Testing

@testable import CheckoutAPI

@Suite("Refunds over HTTP") struct RefundRouteTests {
    private static let path = "/v1/refunds"

    /// A session of 49 dollars that is paid.
    private func paid(_ shop: Shop, _ method: String = "pm_card_visa") async throws -> Answer {
        let paid = try await shop.confirm(try await shop.open(), method)
        guard paid["status"] == "completed" else { throw Unexpected(paid.text) }
        return paid
    }

    private func refund(
        _ shop: Shop, _ session: Answer, _ amount: Int64? = nil, key: String? = nil, idempotencyKey: String? = nil
    ) async throws -> Answer {
        var body: JSONObject = ["sessionId": .string(session.id)]
        if let amount { body["amount"] = .integer(amount) }
        return try await shop.post(
            Self.path, .object(body), key: key ?? shop.merchant.key, idempotencyKey: idempotencyKey)
    }

    @Test func aRefundIsMadeReadAndListed() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let session = try await paid(shop)
            let made = try await shop.post(
                Self.path,
                [
                    "sessionId": .string(session.id), "amount": 500, "reason": "duplicate",
                    "metadata": ["order": "7"], "someday": 1,
                ], key: key)
            #expect(made.status == 201 && made["object"] == "refund" && made["status"] == "succeeded")
            #expect(made["amount"] == 500 && made["currency"] == "usd" && made["reason"] == "duplicate")
            #expect(made["origin"] == "api" && made["metadata"] == ["order": "7"] && made["failureReason"] == .null)
            #expect(made["sessionId"]?.string == session.id && made["subscriptionId"] == .null)
            #expect(made["paymentIntentId"] == session["paymentIntentId"])
            #expect(made["providerRefundId"]?.string?.hasPrefix("re_") == true)
            #expect(RefundID(made.id) != nil)
            #expect(try await shop.get("\(Self.path)/\(made.id)", key: key).body == made.body)

            let intent = session["paymentIntentId"] ?? .null
            let rest = try await shop.post(Self.path, ["paymentIntentId": intent, "amount": .null], key: key)
            #expect(rest.status == 201 && rest["amount"] == 4400 && rest["reason"] == .null)
            for query in [
                "", "?sessionId=\(session.id)", "?status=succeeded", "?paymentIntentId=\(intent.string ?? "")",
            ] {
                let list = try await shop.get(Self.path + query, key: key)
                #expect(list["data"]?.array?.count == 2, "\(query)")
            }
            let page = try await shop.get("\(Self.path)?limit=1", key: key)
            let cursor = try #require(page["nextCursor"]?.string)
            let next = try await shop.get("\(Self.path)?limit=1&cursor=\(cursor)", key: key)
            #expect(next["hasMore"] == false && next["data"] != page["data"])
            #expect(try await shop.get("\(Self.path)?status=failed", key: key)["data"] == [])
            let other = try await paid(shop)
            #expect(try await shop.get("\(Self.path)?sessionId=\(other.id)", key: key)["data"] == [])
        }
    }

    @Test func neverMoreThanWasPaid() async throws {
        try await Shop.with { shop in
            let session = try await paid(shop)
            #expect(try await refund(shop, session, 3000).status == 201)
            let much = try await refund(shop, session, 3000)
            #expect(much.status == 409 && much.code == "refund_exceeds_payment" && much.param == "amount")
            #expect(much["error"]?["details"] == ["refundable": 1900, "currency": "usd"])
            #expect(try await refund(shop, session)["amount"] == 1900)
            let none = try await refund(shop, session)
            #expect(none.status == 409 && none.code == "nothing_to_refund")
            let unpaid = try await refund(shop, try await shop.open())
            #expect(unpaid.status == 409 && unpaid.code == "not_paid")
            let free = try await shop.confirm(try await shop.open(shop.prices.free), nil)
            #expect(try await refund(shop, free).code == "not_paid")
        }
    }

    @Test func oneKeyIsOneRefund() async throws {
        try await Shop.with { shop in
            let session = try await paid(shop)
            let first = try await refund(shop, session, 100, idempotencyKey: "r-1")
            let again = try await refund(shop, session, 100, idempotencyKey: "r-1")
            #expect(first.status == 201 && again.body == first.body)
            #expect(again.headers["Idempotency-Replayed"] == "true")
            let other = try await refund(shop, session, 200, idempotencyKey: "r-1")
            #expect(other.status == 422 && other.code == "idempotency_mismatch")
            #expect(try await shop.get(Self.path, key: shop.merchant.key)["data"]?.array?.count == 1)
            // What was refused may be asked for again.
            #expect(try await refund(shop, session, 4801, idempotencyKey: "r-2").status == 409)
            #expect(try await refund(shop, session, 4800, idempotencyKey: "r-2").status == 201)
        }
    }

    @Test func nobodyRefundsOrSeesAnothersPayments() async throws {
        try await Shop.with { shop in
            let session = try await paid(shop)
            let made = try await refund(shop, session, 100)
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                let asked = try await refund(shop, session, 100, key: key)
                #expect(asked.status == 404 && asked.code == "session_not_found" && asked.param == "sessionId")
                #expect(try await shop.get("\(Self.path)/\(made.id)", key: key).code == "refund_not_found")
                #expect(try await shop.get("\(Self.path)?sessionId=\(session.id)", key: key)["data"] == [])
            }
            let asked = try await shop.post(
                Self.path, ["paymentIntentId": session["paymentIntentId"] ?? .null], key: shop.stranger.key)
            #expect(asked.status == 404 && asked.code == "payment_not_found" && asked.param == "paymentIntentId")
            for id in ["ref_x", "x", "cs_3z79e1x6sd9sqrm42bfjejwqsh", "ref_01h455vb4pex5vsknk084sn02q"] {
                #expect(try await shop.get("\(Self.path)/\(id)", key: shop.merchant.key).status == 404)
            }
            let token = try shop.merchant.token(for: "u1", shop.services)
            for key in [token, session.clientSecret] {
                #expect(try await refund(shop, session, 100, key: key).status == 403)
                #expect(try await shop.get(Self.path, key: key).status == 403)
            }
            #expect(try await shop.post(Self.path).status == 401)
        }
    }

    @Test(arguments: [
        BadInput("{}", "sessionId", "parameter_missing"),
        BadInput(#"{"sessionId":null}"#, "sessionId", "parameter_missing"),
        BadInput(#"{"sessionId":"cs_x"}"#, "sessionId"), BadInput(#"{"sessionId":7}"#, "sessionId"),
        BadInput(#"{"paymentIntentId":""}"#, "paymentIntentId"), BadInput(#"{"paymentIntentId":7}"#, "paymentIntentId"),
        BadInput(#"{"paymentIntentId":"\#(BadInput.long(256))"}"#, "paymentIntentId"),
        BadInput(#"{"sessionId":"cs_3z79e1x6sd9sqrm42bfjejwqsh","paymentIntentId":"pi_1"}"#, "paymentIntentId"),
        BadInput(#"{"paymentIntentId":"pi_1","amount":0}"#, "amount"),
        BadInput(#"{"paymentIntentId":"pi_1","amount":-5}"#, "amount"),
        BadInput(#"{"paymentIntentId":"pi_1","amount":1.5}"#, "amount"),
        BadInput(#"{"paymentIntentId":"pi_1","amount":"5"}"#, "amount"),
        BadInput(#"{"paymentIntentId":"pi_1","amount":1000000000000}"#, "amount"),
        BadInput(#"{"paymentIntentId":"pi_1","reason":"regret"}"#, "reason"),
        BadInput(#"{"paymentIntentId":"pi_1","metadata":{"a":1}}"#, "metadata.a"),
        BadInput("[]", nil, "invalid_json"),
    ])
    func whatIsWrongIsNamed(_ input: BadInput) async throws {
        try await Shop.with { shop in try await input.check(Self.path, shop) }
    }

    @Test func listsAreCheckedToo() async throws {
        try await Shop.with { shop in
            for (query, param) in [
                ("sessionId=x", "sessionId"), ("subscriptionId=cs_1", "subscriptionId"), ("status=lost", "status"),
                ("limit=0", "limit"), ("cursor=x", "cursor"),
            ] {
                let answer = try await shop.get("\(Self.path)?\(query)", key: shop.merchant.key)
                #expect(answer.status == 400 && answer.param == param, "\(query)")
            }
        }
    }

    @Test func theProvidersTroubleIsTold() async throws {
        try await Shop.with { shop in
            let session = try await paid(shop)
            // Provably not asked: nothing was done, and the same may be sent again.
            shop.bank.add(Fault(.status429, route: "POST /v1/refunds"))
            let turned = try await refund(shop, session, 100, idempotencyKey: "r-1")
            #expect(turned.status == 502 && turned.code == "provider_unavailable")
            shop.bank.clearFaults()
            #expect(try await refund(shop, session, 100, idempotencyKey: "r-1")["status"] == "succeeded")
            // Nobody knows: it is pending, and the same request is answered the same.
            shop.bank.add(Fault(.timeoutAfterActing, route: "POST /v1/refunds"))
            let pending = try await refund(shop, session, 200, idempotencyKey: "r-2")
            #expect(pending.status == 201 && pending["status"] == "pending" && pending["providerRefundId"] == .null)
            shop.bank.clearFaults()
            #expect(try await refund(shop, session, 200, idempotencyKey: "r-2").body == pending.body)
            let much = try await refund(shop, session, 4700)
            #expect(much.code == "refund_exceeds_payment")
            let id = try #require(RefundID(pending.id))
            shop.clock.advance(by: .seconds(60))
            try await shop.services.flow.refundCameDue(id)
            let found = try await shop.get("\(Self.path)/\(pending.id)", key: shop.merchant.key)
            #expect(found["status"] == "succeeded" && found["providerRefundId"] != .null)
        }
    }

    @Test func theTimelineTellsOfIt() async throws {
        try await Shop.with { shop in
            let session = try await paid(shop)
            let made = try await refund(shop, session, 100)
            let timeline = try await shop.get("/v1/checkout/\(session.id)/timeline", key: shop.merchant.key)
            let lines = timeline["data"]?.array?.suffix(2) ?? []
            #expect(lines.map { $0["type"]?.string } == ["refund_requested", "refund_succeeded"])
            #expect(lines.last?["visible"] == false)
            #expect(lines.last?["detail"]?.string == "\(made.id): 100 usd")
        }
    }
}
