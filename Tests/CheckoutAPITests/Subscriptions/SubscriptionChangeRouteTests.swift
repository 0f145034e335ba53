import Checkout
import CheckoutFlow
import EventLoop
import HTTPMessages
import Simulator
import Testing

@testable import CheckoutAPI

@Suite("Subscriptions are changed over HTTP") struct SubscriptionChangeRouteTests {
    /// Everything that changes one.
    private static let actions = ["", "/cancel", "/reactivate", "/change", "/change/preview", "/checkout"]

    @Test func aCancelIsTakenBackAndMadeAtOnce() async throws {
        try await Shop.with { shop in
            let (made, key) = (try await shop.subscribe("u1"), shop.merchant.key)
            let canceling = try await shop.post("\(made.path)/cancel", key: key)
            #expect(canceling.status == 200 && canceling["status"] == "active", "\(canceling.text)")
            #expect(canceling["cancelAtPeriodEnd"] == true && canceling["renewsAt"] == .null)
            #expect(canceling["cancelAt"] == canceling["currentPeriodEnd"] && canceling["canceledAt"] != .null)
            #expect(try await shop.get(made.path, key: key).body == canceling.body)
            #expect(try await shop.post("\(made.path)/cancel", key: key).body == canceling.body)

            let kept = try await shop.post("\(made.path)/reactivate", [:], key: key)
            #expect(kept.status == 200 && kept["cancelAtPeriodEnd"] == false && kept["cancelAt"] == .null)
            #expect(kept["renewsAt"] == kept["currentPeriodEnd"])
            let again = try await shop.post("\(made.path)/reactivate", key: key)
            #expect(again.status == 409 && again.code == "subscription_not_canceling")

            let over = try await shop.post("\(made.path)/cancel", ["atPeriodEnd": false], key: key)
            #expect(over.status == 200 && over["status"] == "canceled" && over["endedAt"] != .null)
            let check = try await shop.get("/v1/features/check?feature_key=sso&externalId=u1", key: key)
            #expect(check["granted"] == false)
            for action in ["cancel", "reactivate"] {
                let late = try await shop.post("\(made.path)/\(action)", key: key)
                #expect(late.status == 409 && late.code == "subscription_ended")
                #expect(late["error"]?["details"]?["subscriptionId"]?.string == made.id)
            }
        }
    }

    @Test func aChangeCostsWhatThePreviewSaid() async throws {
        try await Shop.with { shop in
            let (made, key) = (try await shop.subscribe("u1"), shop.merchant.key)
            let team = try await shop.price(of: "Team", 4900)
            let preview = try await shop.post("\(made.path)/change/preview", ["planId": .string(team)], key: key)
            #expect(preview.status == 200 && preview["object"] == "change_preview", "\(preview.text)")
            #expect(preview["priceId"]?.string == team && preview["currency"] == "usd")
            #expect(preview["total"] == 3000 && preview["lines"]?.array?.isEmpty == false)
            #expect(try await shop.get(made.path, key: key)["priceId"]?.string == shop.monthly)

            let changed = try await shop.post("\(made.path)/change", ["priceId": .string(team)], key: key)
            #expect(changed.status == 200 && changed["priceId"]?.string == team && changed["unitAmount"] == 4900)
            #expect(changed["productId"] != .string("\(shop.prices.product)"))
            #expect(try await shop.get(made.path, key: key).body == changed.body)
            let same = try await shop.post("\(made.path)/change", ["priceId": .string(team)], key: key)
            #expect(same.status == 200 && same["version"] == changed["version"])
            let more = try await shop.post("\(made.path)/change", ["quantity": 2], key: key)
            #expect(more["quantity"] == 2 && more["amount"] == 9800 && more["priceId"]?.string == team)
        }
    }

    @Test func aChangeKeepsTheRules() async throws {
        try await Shop.with { shop in
            let (made, key) = (try await shop.subscribe("u1"), shop.merchant.key)
            let euros = try await shop.price(of: "Team", 4900, currency: "eur")
            for action in ["change", "change/preview"] {
                let refused = try await shop.post("\(made.path)/\(action)", ["priceId": .string(euros)], key: key)
                #expect(refused.status == 409 && refused.code == "currency_mismatch", "\(refused.text)")
                let once = try await shop.post(
                    "\(made.path)/\(action)", ["priceId": .string("\(shop.prices.oneTime)")], key: key)
                #expect(once.status == 400 && once.param == "priceId")
                let unknown = try await shop.post(
                    "\(made.path)/\(action)", ["priceId": "price_01h455vb4pex5vsknk084sn02q"], key: key)
                #expect(unknown.status == 404 && unknown.code == "price_not_found")
                for input in [
                    BadInput("{}", "priceId", "parameter_missing"), BadInput(#"{"quantity":0}"#, "quantity"),
                    BadInput(#"{"priceId":7}"#, "priceId"), BadInput(#"{"planId":"x"}"#, "planId"),
                ] { try await input.check("\(made.path)/\(action)", shop) }
            }
            try await BadInput(#"{"atPeriodEnd":"yes"}"#, "atPeriodEnd").check("\(made.path)/cancel", shop)
            let free = try await shop.post(
                "/v1/subscriptions", ["externalId": "u2", "priceId": .string("\(shop.prices.free)")], key: key)
            let dear = try await shop.post(
                "/v1/subscriptions/\(free.id)/change", ["priceId": .string(shop.monthly)], key: key)
            #expect(dear.status == 409 && dear.code == "checkout_required")
        }
    }

    @Test func aPersonKnowsBetter() async throws {
        try await Shop.with { shop in
            let (made, key) = (try await shop.waiting("u1"), shop.merchant.key)
            let path = "/v1/subscriptions/\(made.id)"
            let present = try await shop.post(path, ["status": "active", "metadata": ["why": "test"]], key: key)
            #expect(present.status == 200 && present["status"] == "active", "\(present.text)")
            #expect(present["metadata"] == ["why": "test"] && present["cancelAt"] == present["currentPeriodEnd"])
            let paused = try await shop.post(path, ["status": "paused", "metadata": .null], key: key)
            #expect(paused["status"] == "paused" && paused["metadata"] == [:])
            let refused = try await shop.post(path, ["status": "draft", "metadata": ["a": "b"]], key: key)
            #expect(refused.status == 409 && refused.code == "status_not_allowed" && refused.param == "status")
            #expect(try await shop.get(path, key: key)["metadata"] == [:])
            #expect(try await shop.post(path, [:], key: key)["status"] == "paused")
            for input in [
                BadInput(#"{"status":"running"}"#, "status"), BadInput(#"{"metadata":{"a":1}}"#, "metadata.a"),
                BadInput(#"{"metadata":{"\u0000":"b"}}"#, "metadata", "invalid_json"),
            ] { try await input.check(path, shop) }
            let billed = try await shop.subscribe("u2")
            #expect(try await shop.post(billed.path, ["status": "paused"], key: key).code == "status_not_allowed")
            #expect(try await shop.post(billed.path, ["status": "canceled"], key: key)["status"] == "canceled")
        }
    }

    @Test func whatTheProviderDoesNotDoIsTold() async throws {
        try await Shop.with { shop in
            let (made, key) = (try await shop.subscribe("u1"), shop.merchant.key)
            await shop.services.flow.drained()
            shop.bank.add(Fault(.timeoutAfterActing, route: "subscriptions", count: 50))
            let failed = try await shop.post("\(made.path)/cancel", key: key, idempotencyKey: "k")
            #expect(failed.status == 504 && failed.code == "provider_timeout", "\(failed.text)")
            #expect(try await shop.get(made.path, key: key)["cancelAtPeriodEnd"] == false)
            shop.bank.clearFaults()
            shop.clock.advance(by: .seconds(3600))
            // The same request, sent again, finds out.
            let canceled = try await shop.post("\(made.path)/cancel", key: key, idempotencyKey: "k")
            #expect(canceled.status == 200 && canceled["cancelAtPeriodEnd"] == true, "\(canceled.text)")
            let replayed = try await shop.post("\(made.path)/cancel", key: key, idempotencyKey: "k")
            #expect(replayed.body == canceled.body && replayed.headers["Idempotency-Replayed"] == "true")
            let other = try await shop.post("\(made.path)/reactivate", key: key, idempotencyKey: "k")
            #expect(other.status == 422)
        }
    }

    @Test func onlyTheMerchantChangesItsOwn() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let token = try shop.merchant.token(for: "u1", shop.services)
            let body: JSONValue = ["quantity": 2]
            for action in Self.actions {
                #expect(try await shop.post(made.path + action, body).status == 401)
                let refused = try await shop.post(made.path + action, body, key: token)
                #expect(refused.status == 403 && refused.code == "secret_key_required")
                for key in [shop.stranger.key, shop.merchant.liveKey] {
                    let foreign = try await shop.post(made.path + action, body, key: key)
                    #expect(foreign.status == 404 && foreign.code == "subscription_not_found")
                }
                for id in ["sub_x", "sub_01h455vb4pex5vsknk084sn02q"] {
                    let unknown = try await shop.post("/v1/subscriptions/\(id)\(action)", body, key: shop.merchant.key)
                    #expect(unknown.status == 404 && unknown.code == "subscription_not_found")
                }
            }
            let refused = try await shop.post("/v1/subscriptions", ["externalId": "u1"], key: token)
            #expect(refused.status == 403 && refused.code == "secret_key_required")
            #expect(try await shop.get(made.path, key: shop.merchant.key)["version"] == 1)
        }
    }
}
