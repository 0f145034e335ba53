import Checkout
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPMessages
import Simulator
import Testing

@testable import CheckoutAPI

@Suite("Subscriptions that a merchant makes") struct SubscriptionMakingTests {
    private static let path = "/v1/subscriptions"

    @Test func aLinkIsPaidAndStartsIt() async throws {
        try await Shop.with { shop in
            let made = try await shop.post(
                Self.path,
                [
                    "externalId": "u1", "items": [["priceId": .string(shop.monthly), "quantity": 2]],
                    "status": "pending_payment", "metadata": ["plan": "team"], "customerEmail": "ada@mail.example",
                    "successUrl": "https://shop.example/yes", "someday": 1,
                ], key: shop.merchant.key)
            #expect(made.status == 201 && made["status"] == "pending_payment" && made["quantity"] == 2)
            let session = made["checkoutSessionId"]?.string ?? ""
            #expect(made["checkoutUrl"]?.string == "https://till.example/checkout/\(session)")
            #expect(made["metadata"] == ["plan": "team"] && made["renewsAt"] == .null)
            let expiry = try #require(made["linkExpiresAt"]?.string.flatMap { Timestamp($0) })
            #expect(expiry == shop.services.now + .seconds(86_400))
            #expect(try await shop.record(session).terms.expiresAt == expiry)
            let shown = try await shop.get("\(Self.path)/\(made.id)", key: shop.merchant.key)
            #expect(shown["checkoutUrl"] == made["checkoutUrl"] && shown["clientSecret"] == nil)
            let listed = try await shop.get("\(Self.path)?externalId=u1&status=pending_payment", key: shop.merchant.key)
            #expect(listed["data"]?.array == [shown.json])

            let paid = try await shop.confirm(made)
            #expect(paid.status == 200 && paid["subscription"]?["id"]?.string == made.id && paid["amount"] == 3800)
            let active = try await shop.get("\(Self.path)/\(made.id)", key: shop.merchant.key)
            #expect(active["status"] == "active" && active["checkoutUrl"] == nil && active["linkExpiresAt"] == nil)
            #expect(active["checkoutSessionId"]?.string == session && active["customerId"] == made["customerId"])
            await shop.services.flow.drained()
            let billed = try await shop.get("\(Self.path)/\(made.id)", key: shop.merchant.key)
            #expect(billed["providerSubscriptionId"]?.string?.hasPrefix("sub_") == true)
            let check = try await shop.get("/v1/features/check?feature_key=sso&externalId=u1", key: shop.merchant.key)
            #expect(check["granted"] == true && check["customerId"] == made["customerId"])
            let customers = try await shop.get("/v1/customers", key: shop.merchant.key)["data"]?.array ?? []
            #expect(customers.count == 1 && customers.first?["email"] == "ada@mail.example")
        }
    }

    @Test func whoRepeatsARequestHasOne() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["externalId": "u1", "priceId": .string(shop.monthly), "metadata": ["a": "b"]]
            let first = try await shop.post(Self.path, body, key: shop.merchant.key)
            shop.clock.advance(by: .seconds(3600))
            let again = try await shop.post(Self.path, body, key: shop.merchant.key)
            #expect(again.status == 201 && again.body == first.body)
            let keyed = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            let replayed = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            #expect(keyed.id == first.id && replayed.body == keyed.body)
            #expect(replayed.headers["Idempotency-Replayed"] == "true")
            // Something else is something else.
            for other in [["quantity": 2], ["metadata": ["a": "c"]], ["externalId": "u2"]] as [JSONValue] {
                let made = try await shop.post(Self.path, body.with(other), key: shop.merchant.key)
                #expect(made.status == 201 && made.id != first.id)
            }
            #expect(
                try await shop.post(
                    Self.path, body.with(["quantity": 3]), key: shop.merchant.key, idempotencyKey: "k"
                ).status == 422)
        }
    }

    @Test func twoAtOnceMakeOne() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["externalId": "u1", "priceId": .string(shop.monthly)]
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<4 {
                    group.addTask { try await shop.post(Self.path, body, key: shop.merchant.key) }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map(\.text))")
            #expect(Set(answers.map(\.id)).count == 1 && Set(answers.map(\.clientSecret)).count == 1)
        }
    }

    @Test func aDraftWaitsForALink() async throws {
        try await Shop.with { shop in
            let made = try await shop.post(
                Self.path, ["externalId": "u1", "planId": .string(shop.monthly), "status": "draft"],
                key: shop.merchant.key)
            #expect(made.status == 201 && made["status"] == "draft" && made["checkoutUrl"] == nil)
            #expect(made["clientSecret"] == nil && made["linkExpiresAt"] == nil && made["amount"] == 1900)
            let linked = try await shop.post("\(Self.path)/\(made.id)/checkout", key: shop.merchant.key)
            #expect(linked.status == 200 && linked.id == made.id && linked["status"] == "pending_payment")
            let again = try await shop.post("\(Self.path)/\(made.id)/checkout", key: shop.merchant.key)
            #expect(again.body == linked.body)
            let elsewhere = try await shop.post(
                "\(Self.path)/\(made.id)/checkout", ["successUrl": "https://shop.example/yes"], key: shop.merchant.key)
            #expect(elsewhere.status == 200 && elsewhere["checkoutUrl"] != linked["checkoutUrl"])
            #expect(try await shop.confirm(elsewhere)["subscription"]?["id"]?.string == made.id)
            // The other link is worth nothing now.
            #expect(try await shop.confirm(linked).code == "already_subscribed" || shop.bank.chargeCount == 1)
            let late = try await shop.post("\(Self.path)/\(made.id)/checkout", key: shop.merchant.key)
            #expect(late.status == 409 && late.code == "subscription_not_payable")
            #expect(late["error"]?["details"]?["subscriptionId"]?.string == made.id)
        }
    }

    @Test func aLinkMayBeginWithATrial() async throws {
        try await Shop.with { shop in
            let made = try await shop.post(
                Self.path, ["externalId": "u1", "priceId": .string("\(shop.prices.trial)")], key: shop.merchant.key)
            let paid = try await shop.confirm(made)
            #expect(paid["subscription"]?["status"] == "trialing" && shop.bank.chargeCount == 0, "\(paid.text)")
            let shown = try await shop.get("\(Self.path)/\(made.id)", key: shop.merchant.key)
            #expect(shown["trialEnd"] == shown["renewsAt"] && shown["trialEnd"] != .null)
        }
    }

    /// An order that was placed by other means is looked at when it is confirmed.
    @Test func anOrderDoesNotPayForAnotherPlan() async throws {
        try await Shop.with { shop in
            let made = try await shop.waiting("u1")
            let id = try #require(SubscriptionID(made.id))
            let price = try #require(PriceID(try await shop.price(of: "Team", 4900)))
            let offer = try #require(
                try await shop.services.catalog.offer(price, of: shop.merchant.organization.id, livemode: false))
            let plan = try #require(SubscriptionPlan(offer.price.price, quantity: 1))
            // As another process would do it, which has not come to the links yet.
            _ = try await shop.services.flow.subscriptions.change(id, to: plan)
            let refused = try await shop.confirm(made)
            #expect(refused.status == 409 && refused.code == "subscription_not_payable" && shop.bank.chargeCount == 0)
        }
    }

    @Test func whatCostsNothingIsActiveAtOnce() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["externalId": "u1", "priceId": .string("\(shop.prices.free)")]
            let made = try await shop.post(Self.path, body, key: shop.merchant.key)
            #expect(made.status == 201 && made["status"] == "active" && made["checkoutUrl"] == nil)
            #expect(made["renewsAt"] == made["currentPeriodEnd"] && made["providerSubscriptionId"] == .null)
            #expect(try await shop.post(Self.path, body, key: shop.merchant.key).id == made.id)
            let check = try await shop.get("/v1/features/check?feature_key=sso&externalId=u1", key: shop.merchant.key)
            #expect(check["granted"] == true)
            let draft = try await shop.post(
                Self.path, ["externalId": "u2", "priceId": .string("\(shop.prices.free)"), "status": "draft"],
                key: shop.merchant.key)
            #expect(draft["status"] == "draft")
            let begun = try await shop.post("\(Self.path)/\(draft.id)/checkout", key: shop.merchant.key)
            #expect(begun.status == 200 && begun["status"] == "active" && shop.bank.chargeCount == 0)
        }
    }

    @Test func rulesComeBeforeMoney() async throws {
        try await Shop.with { shop in
            let live = try await shop.subscribe("u1")
            let refused = try await shop.post(
                Self.path, ["externalId": "u1", "priceId": .string(shop.monthly)], key: shop.merchant.key)
            #expect(refused.status == 409 && refused.code == "already_subscribed")
            #expect(refused["error"]?["details"]?["subscriptionId"]?.string == live.id)
            let trial = try await shop.subscribe("u2", shop.prices.trial)
            #expect(
                try await shop.post("\(trial.path)/cancel", ["atPeriodEnd": false], key: shop.merchant.key).status
                    == 200)
            let second = try await shop.post(
                Self.path, ["customerId": .string(trial.customer), "priceId": .string("\(shop.prices.trial)")],
                key: shop.merchant.key)
            #expect(second.status == 409 && second.code == "trial_used")
        }
    }

    @Test func aLinkThatRanOutIsRenewed() async throws {
        try await Shop.with { shop in
            let made = try await shop.post(
                Self.path, ["externalId": "u1", "priceId": .string(shop.monthly)], key: shop.merchant.key)
            let id = try #require(SubscriptionID(made.id))
            shop.clock.advance(by: .seconds(86_400))
            #expect(try await shop.confirm(made).code == "session_expired")
            #expect(try await shop.get("\(Self.path)/\(made.id)", key: shop.merchant.key)["checkoutUrl"] == nil)
            shop.clock.advance(by: .seconds(900))
            try await shop.loop.run { try await shop.services.flow.subscriptions.cameDue(id) }
            let over = try await shop.get("\(Self.path)/\(made.id)", key: shop.merchant.key)
            #expect(over["status"] == "incomplete_expired" && over["endedAt"] != .null)
            let renewed = try await shop.post("\(Self.path)/\(made.id)/checkout", key: shop.merchant.key)
            #expect(renewed.status == 200 && renewed["status"] == "pending_payment" && renewed["endedAt"] == .null)
            #expect(renewed["checkoutUrl"] != made["checkoutUrl"])
            #expect(try await shop.confirm(renewed)["subscription"]?["id"]?.string == made.id)
        }
    }

    @Test func anOldLinkDoesNotPayForAnotherPlan() async throws {
        try await Shop.with { shop in
            let made = try await shop.post(
                Self.path, ["externalId": "u1", "priceId": .string(shop.monthly)], key: shop.merchant.key)
            let changed = try await shop.post(
                "\(Self.path)/\(made.id)/change", ["quantity": 3], key: shop.merchant.key)
            #expect(changed.status == 200 && changed["quantity"] == 3 && changed["checkoutUrl"] == nil)
            // Nobody is shown what would be refused at the end.
            #expect(try await shop.status(made["checkoutSessionId"]?.string ?? "")["status"] == "canceled")
            #expect(try await shop.confirm(made).code == "session_canceled" && shop.bank.chargeCount == 0)
            let linked = try await shop.post("\(Self.path)/\(made.id)/checkout", key: shop.merchant.key)
            #expect(try await shop.confirm(linked)["amount"] == 5700)
            let other = try await shop.post(
                Self.path, ["externalId": "u2", "priceId": .string(shop.monthly)], key: shop.merchant.key)
            #expect(
                try await shop.post("\(Self.path)/\(other.id)/cancel", key: shop.merchant.key)["status"] == "canceled")
            #expect(try await shop.confirm(other).code == "session_canceled")
        }
    }

    @Test func whatTheProviderKeepsIsFoundAgain() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["externalId": "u1", "priceId": .string(shop.monthly)]
            shop.bank.add(Fault(.timeoutAfterActing, route: "payment_intents", count: 50))
            let failed = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            #expect(failed.status == 504 && failed.code == "provider_timeout", "\(failed.text)")
            let waiting = try await shop.get(Self.path, key: shop.merchant.key)["data"]?.array ?? []
            #expect(waiting.count == 1 && waiting.first?["checkoutUrl"] == nil)
            shop.bank.clearFaults()
            shop.clock.advance(by: .seconds(60))
            let made = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            #expect(made.status == 201 && made.id == waiting.first?["id"]?.string, "\(made.text)")
            #expect(try await shop.confirm(made)["subscription"]?["id"]?.string == made.id)
        }
    }

    /// The checkout that was to be made is given up after a while; the subscription waits for another.
    @Test func whatTheProviderKeptForTooLongIsMadeAnew() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["externalId": "u1", "priceId": .string(shop.monthly)]
            shop.bank.add(Fault(.timeoutAfterActing, route: "payment_intents", count: 50))
            #expect(try await shop.post(Self.path, body, key: shop.merchant.key).status == 504)
            shop.bank.clearFaults()
            shop.clock.advance(by: .seconds(3600))
            #expect(try await shop.post(Self.path, body, key: shop.merchant.key).status == 504)
            let made = try await shop.post(Self.path, body, key: shop.merchant.key)
            #expect(made.status == 201 && made["checkoutUrl"] != nil, "\(made.text)")
            #expect(try await shop.get(Self.path, key: shop.merchant.key)["data"]?.array?.count == 1)
        }
    }

    @Test func whatCannotBeSoldIsNamed() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            func make(_ price: String, _ more: JSONValue = [:], key: String) async throws -> Answer {
                let body: JSONValue = ["externalId": "u1", "priceId": .string(price)]
                return try await shop.post(Self.path, body.with(more), key: key)
            }
            let product = try await shop.post("/v1/products", ["name": "Team"], key: key)
            let price = try await shop.post(
                "/v1/prices",
                [
                    "productId": .string(product.id), "type": "recurring", "currency": "usd", "unitAmount": 4900,
                    "interval": "month",
                ], key: key)
            #expect(try await make(price.id, ["quantity": 100], key: key).status == 201)
            _ = try await shop.post("/v1/prices/\(price.id)/archive", key: key)
            #expect(try await make(price.id, key: key).code == "price_archived")
            _ = try await shop.post("/v1/prices/\(price.id)/activate", key: key)
            _ = try await shop.post("/v1/products/\(product.id)/archive", key: key)
            #expect(try await make(price.id, key: key).code == "product_archived")
            let order = try await shop.create(["priceId": .string(price.id)])
            #expect(order.code == "product_archived" && order.param == "priceId")
            #expect(try await make("\(shop.prices.oneTime)", key: key).param == "priceId")
            for other in [shop.stranger.key, shop.merchant.liveKey] {
                let foreign = try await make(shop.monthly, key: other)
                #expect(foreign.status == 404 && foreign.code == "price_not_found" && foreign.param == "priceId")
            }
            let paddle = try await make(shop.monthly, ["provider": "paddle"], key: key)
            #expect(paddle.status == 400 && paddle.code == "provider_not_configured")
            // Nothing was written down for them.
            #expect(try await shop.get("\(Self.path)?externalId=u1", key: key)["data"]?.array?.count == 1)
        }
    }

    @Test func aBadRequestIsNamed() async throws {
        try await Shop.with { shop in
            let price = #""priceId":"\#(shop.monthly)""#
            let inputs = [
                BadInput("{}", "priceId", "parameter_missing"),
                BadInput(#"{"externalId":"u"}"#, "priceId", "parameter_missing"),
                BadInput("{\(price)}", "externalId", "parameter_missing"),
                BadInput(#"{\#(price),"externalId":""}"#, "externalId", "parameter_missing"),
                BadInput(#"{\#(price),"externalId":7}"#, "externalId"),
                BadInput(#"{\#(price),"externalId":"\#(BadInput.long(201))"}"#, "externalId"),
                BadInput(#"{\#(price),"externalId":"u\u0000"}"#, "externalId", "invalid_json"),
                BadInput(#"{\#(price),"externalId":"\ud800"}"#, "externalId", "invalid_json"),
                BadInput(#"{\#(price),"customerId":"cus_x"}"#, "customerId"),
                BadInput(#"{\#(price),"externalId":"u","customerId":"cus_01h455vb4pex5vsknk084sn02q"}"#, "externalId"),
                BadInput(#"{\#(price),"externalId":"u","customerEmail":"ada"}"#, "customerEmail"),
                BadInput(#"{\#(price),"externalId":"u","status":"active"}"#, "status"),
                BadInput(#"{\#(price),"externalId":"u","quantity":0}"#, "quantity"),
                BadInput(#"{\#(price),"externalId":"u","quantity":1.5}"#, "quantity"),
                BadInput(#"{\#(price),"externalId":"u","items":[]}"#, "items"),
                BadInput(#"{\#(price),"externalId":"u","items":[{\#(price)}]}"#, "priceId"),
                BadInput(#"{"externalId":"u","items":[{\#(price)},{\#(price)}]}"#, "items"),
                BadInput(#"{"externalId":"u","items":[{}]}"#, "items[0].priceId", "parameter_missing"),
                BadInput(#"{"externalId":"u","items":[{\#(price),"quantity":-1}]}"#, "items[0].quantity"),
                BadInput(#"{"externalId":"u","items":{}}"#, "items"),
                BadInput(#"{"externalId":"u","priceId":"prod_x"}"#, "priceId"),
                BadInput(#"{"externalId":"u",\#(price),"planId":"price_01h455vb4pex5vsknk084sn02q"}"#, "planId"),
                BadInput(#"{\#(price),"externalId":"u","provider":"cash"}"#, "provider"),
                BadInput(#"{\#(price),"externalId":"u","successUrl":"javascript:alert(1)"}"#, "successUrl"),
                BadInput(#"{\#(price),"externalId":"u","metadata":{"a":1}}"#, "metadata.a"),
                BadInput(#"{\#(price),"externalId":"u","couponCode":"HALF"}"#, "couponCode", "coupon_not_found"),
            ]
            for input in inputs { try await input.check(Self.path, shop) }
            let unknown = try await shop.post(
                Self.path, ["customerId": "cus_01h455vb4pex5vsknk084sn02q", "priceId": .string(shop.monthly)],
                key: shop.merchant.key)
            #expect(unknown.status == 404 && unknown.code == "customer_not_found" && unknown.param == "customerId")
            #expect(try await shop.get(Self.path, key: shop.merchant.key)["data"] == [])
            #expect(try await shop.get("/v1/customers", key: shop.merchant.key)["data"] == [])
        }
    }
}
