import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Features over HTTP") struct FeatureRouteTests {
    private static let check = "/v1/features/check"
    private static let all = "/v1/features/entitlements"

    @Test func whoPaysMayUseWhatTheProductGives() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            // Nobody knows them before they pay.
            let before = try await shop.get("\(Self.check)?feature_key=sso&externalId=u1", key: key)
            #expect(before.status == 200 && before["granted"] == false && before["customerId"] == .null)
            #expect(try await shop.get("\(Self.all)?externalId=u1", key: key)["data"] == [])

            let made = try await shop.subscribe("u1")
            for whose in ["externalId=u1", "customerId=\(made.customer)"] {
                let granted = try await shop.get("\(Self.check)?feature_key=sso&\(whose)", key: key)
                #expect(granted["granted"] == true && granted["customerId"]?.string == made.customer)
                #expect(granted["entitlement"]?["kind"] == "boolean" && granted["featureKey"] == "sso")
                let list = try await shop.get("\(Self.all)?\(whose)", key: key)
                #expect(list["data"]?.array == [granted["entitlement"] ?? .null])
                let grant = list["data"]?.array?.first?["grants"]?.array?.first
                #expect(grant?["subscriptionId"]?.string == made.id)
                #expect(grant?["productId"]?.string == shop.prices.product.description)
            }
            let other = try await shop.get("\(Self.check)?feature_key=seats&externalId=u1", key: key)
            #expect(other["granted"] == false && other["entitlement"] == .null)
            #expect(other["customerId"]?.string == made.customer)
        }
    }

    @Test func limitsOfWhatIsBoughtAddUp() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            _ = try await shop.post(
                "/v1/products/\(shop.prices.product)",
                [
                    "features": [
                        ["key": "seats", "title": "Seats", "kind": "number", "limit": 10],
                        ["key": "calls", "title": "Calls", "kind": "metered", "limit": 5, "resetPeriod": "day"],
                    ]
                ], key: key)
            let made = try await shop.subscribe("u1")
            shop.clock.advance(by: .seconds(1))
            let pack = try await shop.create([
                "priceId": .string(shop.prices.oneTime.description), "customer": ["externalId": "u1"],
            ])
            #expect(try await shop.confirm(pack).status == 200)
            let seats = try await shop.get("\(Self.check)?feature_key=seats&externalId=u1", key: key)["entitlement"]
            #expect(seats?["limit"] == 20 && seats?["kind"] == "number" && seats?["resetPeriod"] == .null)
            let grants = seats?["grants"]?.array ?? []
            #expect(grants.map { $0["subscriptionId"]?.string } == [made.id, nil])
            #expect(grants.map { $0["checkoutSessionId"]?.string } == [nil, pack.id])
            let list = try await shop.get("\(Self.all)?externalId=u1", key: key)["data"]?.array ?? []
            #expect(list.compactMap { $0["featureKey"]?.string } == ["calls", "seats"])
            #expect(list.first?["limit"] == 10 && list.first?["resetPeriod"] == "day")
        }
    }

    @Test func aTokenAsksForItself() async throws {
        try await Shop.with { shop in
            let (own, other) = (try await shop.subscribe("u1"), try await shop.subscribe("u2"))
            let token = try shop.merchant.token(for: "u1", shop.services, operations: [.readSubscription])
            for whose in ["", "&externalId=u1", "&customerId=\(own.customer)"] {
                let granted = try await shop.get("\(Self.check)?feature_key=sso\(whose)", key: token)
                #expect(granted["granted"] == true && granted["customerId"]?.string == own.customer)
                #expect(try await shop.get("\(Self.all)?\(whose)", key: token)["data"]?.array?.count == 1)
            }
            for whose in ["externalId=u2", "customerId=\(other.customer)"] {
                for path in ["\(Self.check)?feature_key=sso&\(whose)", "\(Self.all)?\(whose)"] {
                    let refused = try await shop.get(path, key: token)
                    #expect(refused.status == 404 && refused.code == "customer_not_found")
                }
            }
            let unable = try shop.merchant.token(for: "u1", shop.services, operations: [.readCheckout])
            #expect(try await shop.get(Self.all, key: unable).code == "operation_not_allowed")
            let answer = try await shop.get(Self.all, key: token, headers: ["Origin": "https://shop.example"])
            #expect(answer.headers["Access-Control-Allow-Origin"] == "https://shop.example")
        }
    }

    @Test func nobodyAsksForAnothersCustomers() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                let unknown = try await shop.get("\(Self.check)?feature_key=sso&externalId=u1", key: key)
                #expect(unknown["granted"] == false && unknown["customerId"] == .null)
                let foreign = try await shop.get("\(Self.all)?customerId=\(made.customer)", key: key)
                #expect(foreign.status == 404 && foreign.code == "customer_not_found")
            }
            #expect(try await shop.get(Self.all).status == 401)
            let session = try await shop.open()
            #expect(try await shop.get(Self.all, key: session.clientSecret).code == "credential_not_enough")
        }
    }

    @Test(arguments: [
        ("check?externalId=u1", "feature_key", "parameter_missing"),
        ("check?feature_key=&externalId=u1", "feature_key", "parameter_invalid"),
        ("check?feature_key=No&externalId=u1", "feature_key", "parameter_invalid"),
        ("check?feature_key=\(BadInput.long(65))&externalId=u1", "feature_key", "parameter_invalid"),
        ("check?feature_key=sso", "externalId", "parameter_missing"),
        ("entitlements", "externalId", "parameter_missing"),
        ("entitlements?externalId=\(BadInput.long(201))", "externalId", "parameter_too_long"),
        ("entitlements?customerId=cus_x", "customerId", "parameter_invalid"),
        ("entitlements?externalId=u1&customerId=cus_01h455vb4pex5vsknk084sn02q", "externalId", "parameter_invalid"),
    ])
    func aBadQueryIsNamed(_ target: String, _ param: String, _ code: String) async throws {
        try await Shop.with { shop in
            let answer = try await shop.get("/v1/features/\(target)", key: shop.merchant.key)
            #expect(answer.status == 400 && answer.param == param && answer.code == code, "\(answer.text)")
        }
    }
}
