import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Subscriptions are read over HTTP") struct SubscriptionReadingTests {
    private static let path = "/v1/subscriptions"

    @Test func aPaidCheckoutIsFoundAsASubscription() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let made = try await shop.subscribe("u1", quantity: 2)
            let shown = try await shop.get(made.path, key: key)
            #expect(shown.status == 200 && shown.id == made.id && shown["object"] == "subscription")
            #expect(shown["customerId"]?.string == made.customer && shown["checkoutSessionId"]?.string == made.session)
            #expect(shown["productId"]?.string == shop.prices.product.description)
            #expect(shown["priceId"]?.string == shop.prices.monthly.description)
            #expect(shown["quantity"] == 2 && shown["unitAmount"] == 1900 && shown["amount"] == 3800)
            #expect(shown["currency"] == "usd" && shown["interval"] == "month" && shown["intervalCount"] == 1)
            #expect(shown["status"] == "active" && shown["cancelAtPeriodEnd"] == false && shown["cancelAt"] == .null)
            #expect(shown["renewsAt"] == shown["currentPeriodEnd"] && shown["renewsAt"] != .null)
            #expect(shown["metadata"] == ["plan": "team"] && shown["livemode"] == false)
            let list = try await shop.get(Self.path, key: key)
            #expect(list["data"]?.array == [shown.json] && list["hasMore"] == false)
        }
    }

    @Test func theyAreListedByWhoseTheyAreAndHowTheyStand() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            var made: [Subscribed] = []
            for (user, price) in [("u1", nil), ("u2", shop.prices.trial), ("u3", nil)] as [(String, PriceID?)] {
                made.append(try await shop.subscribe(user, price))
                shop.clock.advance(by: .seconds(1))
            }
            let newest = made.reversed().map(\.id)
            for (query, expected) in [
                ("", newest), ("?externalId=u2", [made[1].id]), ("?customerId=\(made[0].customer)", [made[0].id]),
                ("?status=trialing", [made[1].id]), ("?status=active", [made[2].id, made[0].id]),
                ("?externalId=u1&customerId=\(made[0].customer)", [made[0].id]),
                ("?externalId=u1&customerId=\(made[1].customer)", []), ("?externalId=u1&status=canceled", []),
                ("?externalId=nobody", []), ("?customerId=cus_01h455vb4pex5vsknk084sn02q", []),
            ] {
                let list = try await shop.get(Self.path + query, key: key)
                #expect(
                    list.status == 200 && list["data"]?.array?.compactMap { $0["id"]?.string } == expected, "\(query)")
            }
            var (found, cursor) = ([String](), "")
            repeat {
                let page = try await shop.get("\(Self.path)?limit=2\(cursor)", key: key)
                found += page["data"]?.array?.compactMap { $0["id"]?.string } ?? []
                cursor = page["nextCursor"]?.string.map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(found == newest)
        }
    }

    @Test func nobodySeesAnothersSubscriptions() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                for path in [made.path, "\(made.path)/timeline"] {
                    let shown = try await shop.get(path, key: key)
                    #expect(shown.status == 404 && shown.code == "subscription_not_found")
                }
                for query in ["", "?externalId=u1", "?customerId=\(made.customer)"] {
                    #expect(try await shop.get(Self.path + query, key: key)["data"] == [])
                }
            }
            for id in ["sub_x", "x", "cus_01h455vb4pex5vsknk084sn02q", "sub_01h455vb4pex5vsknk084sn02q"] {
                for path in ["\(Self.path)/\(id)", "\(Self.path)/\(id)/timeline"] {
                    #expect(try await shop.get(path, key: shop.merchant.key).code == "subscription_not_found")
                }
            }
        }
    }

    @Test func aTokenReadsItsOwnUserOnly() async throws {
        try await Shop.with { shop in
            let (own, other) = (try await shop.subscribe("u1"), try await shop.subscribe("u2"))
            let token = try shop.merchant.token(for: "u1", shop.services, operations: [.readSubscription])
            let shown = try await shop.get(own.path, key: token)
            #expect(shown.status == 200 && shown.id == own.id)
            for hidden in ["metadata", "providerSubscriptionId", "providerCustomerId", "checkoutSessionId"] {
                #expect(shown[hidden] == nil)
            }
            #expect(try await shop.get(other.path, key: token).code == "subscription_not_found")
            for (query, ids) in [
                ("", [own.id]), ("?externalId=u1", [own.id]), ("?externalId=u2", []),
                ("?customerId=\(other.customer)", []), ("?customerId=\(own.customer)", [own.id]),
            ] {
                let list = try await shop.get(Self.path + query, key: token)
                #expect(list.status == 200 && list["data"]?.array?.compactMap { $0["id"]?.string } == ids, "\(query)")
            }
            #expect(try await shop.get("\(own.path)/timeline", key: token).code == "secret_key_required")
            let live = try shop.merchant.token(for: "u1", shop.services, livemode: true)
            #expect(try await shop.get(own.path, key: live).status == 404)
            let strangers = try shop.stranger.token(for: "u1", shop.services)
            #expect(try await shop.get(own.path, key: strangers).status == 404)
            let nobody = try shop.merchant.token(for: "u9", shop.services)
            #expect(try await shop.get(Self.path, key: nobody)["data"] == [])
            let unable = try shop.merchant.token(for: "u1", shop.services, operations: [.readCustomer])
            #expect(try await shop.get(Self.path, key: unable).code == "operation_not_allowed")
        }
    }

    @Test func itsTimelineTellsWhatHappened() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let entries = try await shop.get("\(made.path)/timeline", key: shop.merchant.key)["data"]?.array ?? []
            #expect(entries.first?["source"] == "subscription" && entries.first?["type"] == "activated")
            #expect(entries.first?["sequence"] == 1 && entries.first?["version"] == 1)
            #expect(entries.first?["visible"] == true && entries.first?["status"] == "active")
        }
    }

    @Test(arguments: [
        ("limit=0", "limit"), ("cursor=x", "cursor"), ("externalId=\(BadInput.long(201))", "externalId"),
        ("status=running", "status"), ("customerId=cus_x", "customerId"), ("externalId=a&externalId=b", "externalId"),
    ])
    func aBadQueryIsNamed(_ query: String, _ param: String) async throws {
        try await Shop.with { shop in
            let answer = try await shop.get("\(Self.path)?\(query)", key: shop.merchant.key)
            #expect(answer.status == 400 && answer.param == param, "\(answer.text)")
        }
    }

    @Test func onlyThoseWithAGoodCredentialAreAnswered() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let session = try await shop.open()
            for path in [Self.path, made.path] {
                #expect(try await shop.get(path).status == 401)
                #expect(try await shop.get(path, key: session.clientSecret).code == "credential_not_enough")
            }
            let token = try shop.merchant.token(for: "u1", shop.services)
            let answer = try await shop.get(made.path, key: token, headers: ["Origin": "https://shop.example"])
            #expect(answer.headers["Access-Control-Allow-Origin"] == "https://shop.example")
        }
    }
}
