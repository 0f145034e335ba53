import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Products and prices over HTTP") struct CatalogRouteTests {
    @Test func aProductIsMadeChangedAndArchived() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let made = try await shop.post(
                "/v1/products",
                [
                    "name": "Pro", "description": "All of it",
                    "features": [["key": "sso", "title": "Single sign-on"], ["key": "api.v2", "title": "API"]],
                    "metadata": ["b": "2", "a": "1"],
                ], key: key)
            #expect(made.status == 201 && made["object"] == "product" && made["livemode"] == false)
            #expect(made["features"]?.array?.compactMap { $0["key"]?.string } == ["sso", "api.v2"])
            #expect(made["active"] == true && made["createdAt"] == made["updatedAt"])
            #expect(ProductID(made.id) != nil)
            #expect(try await shop.get("/v1/products/\(made.id)", key: key).body == made.body)

            shop.clock.advance(by: .seconds(1))
            let changed = try await shop.post(
                "/v1/products/\(made.id)", ["name": "Pro 2", "description": "", "features": []], key: key)
            #expect(changed.status == 200 && changed["name"] == "Pro 2" && changed["description"] == .null)
            #expect(changed["features"] == [] && changed["metadata"] == ["a": "1", "b": "2"])
            #expect(changed["updatedAt"] != made["updatedAt"] && changed["createdAt"] == made["createdAt"])

            let archived = try await shop.post("/v1/products/\(made.id)/archive", key: key)
            #expect(archived.status == 200 && archived["active"] == false && archived["name"] == "Pro 2")
            #expect(try await shop.post("/v1/products/\(made.id)", ["active": true], key: key)["active"] == true)
        }
    }

    @Test func featuresSayWhatTheyGive() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let made = try await shop.post(
                "/v1/products",
                [
                    "name": "Pro",
                    "features": [
                        ["key": "sso", "title": "Single sign-on", "kind": .null],
                        ["key": "seats", "title": "Seats", "kind": "number", "limit": 0],
                        ["key": "projects", "title": "Projects", "kind": "number"],
                        [
                            "key": "calls", "title": "Calls", "kind": "metered", "limit": 9_007_199_254_740_991,
                            "resetPeriod": "billing_period",
                        ],
                        ["key": "credits", "title": "Credits", "kind": "metered"],
                    ],
                ], key: key)
            #expect(
                made["features"] == [
                    ["key": "sso", "title": "Single sign-on", "kind": "boolean", "limit": .null, "resetPeriod": .null],
                    ["key": "seats", "title": "Seats", "kind": "number", "limit": 0, "resetPeriod": .null],
                    ["key": "projects", "title": "Projects", "kind": "number", "limit": .null, "resetPeriod": .null],
                    [
                        "key": "calls", "title": "Calls", "kind": "metered", "limit": 9_007_199_254_740_991,
                        "resetPeriod": "billing_period",
                    ],
                    ["key": "credits", "title": "Credits", "kind": "metered", "limit": .null, "resetPeriod": .null],
                ])
            #expect(try await shop.get("/v1/products/\(made.id)", key: key).body == made.body)
            let renamed = try await shop.post("/v1/products/\(made.id)", ["name": "Pro 2"], key: key)
            #expect(renamed["features"] == made["features"])
            // Buyers read titles, as ever.
            let price = try await shop.post(
                "/v1/prices", ["productId": .string(made.id), "type": "free", "currency": "usd"], key: key)
            let session = try await shop.create(["priceId": .string(price.id)])
            #expect(
                session["product"]?["features"] == ["Single sign-on", "Seats", "Projects", "Calls", "Credits"])
        }
    }

    @Test(
        arguments: [
            (#""type":"recurring","unitAmount":1900,"interval":"month","trialDays":14"#, "month", 1, 14),
            (#""type":"recurring","unitAmount":0,"interval":"week","intervalCount":52"#, "week", 52, 0),
            (#""type":"one_time","unitAmount":999999999999"#, nil, nil, 0),
            (#""type":"free""#, nil, nil, 0), (#""type":"free","unitAmount":0"#, nil, nil, 0),
        ] as [(String, String?, Int?, Int)])
    func aPriceIsMade(_ members: String, _ interval: String?, _ count: Int?, _ trialDays: Int) async throws {
        try await Shop.with { shop in
            let body = #"{"productId":"\#(shop.prices.product)","currency":"usd",\#(members)}"#
            let made = try await shop.send(.post, "/v1/prices", key: shop.merchant.key, body: Array(body.utf8))
            #expect(made.status == 201, "\(made.text)")
            #expect(made["object"] == "price" && made["productId"]?.string == shop.prices.product.description)
            #expect(made["interval"]?.string == interval && made["intervalCount"]?.integer == count.map(Int64.init))
            #expect(made["trialDays"]?.integer == Int64(trialDays) && made["active"] == true)
            #expect(try await shop.get("/v1/prices/\(made.id)", key: shop.merchant.key).body == made.body)
        }
    }

    @Test func aPriceIsArchivedAndSoldAgain() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let order: JSONValue = ["priceId": .string(shop.prices.oneTime.description)]
            let path = "/v1/prices/\(shop.prices.oneTime)"
            let archived = try await shop.post("\(path)/archive", key: key)
            #expect(archived.status == 200 && archived["active"] == false)
            #expect(try await shop.create(order).status == 400)
            #expect(try await shop.post("\(path)/activate", key: key)["active"] == true)
            #expect(try await shop.create(order).status == 201)
        }
    }

    @Test func nobodySeesAnothersCatalog() async throws {
        try await Shop.with { shop in
            let (product, price) = (shop.prices.product, shop.prices.oneTime)
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                for path in ["/v1/products/\(product)", "/v1/prices/\(price)"] {
                    #expect(try await shop.get(path, key: key).status == 404)
                    #expect(try await shop.post("\(path)/archive", key: key).status == 404)
                }
                #expect(try await shop.post("/v1/products/\(product)", ["name": "Mine"], key: key).status == 404)
                #expect(try await shop.post("/v1/prices/\(price)/activate", key: key).status == 404)
                for list in ["/v1/products", "/v1/prices", "/v1/prices?productId=\(product)"] {
                    let answer = try await shop.get(list, key: key)
                    #expect(answer.status == 200 && answer["data"] == [] && answer["hasMore"] == false)
                }
                let stolen = try await shop.post(
                    "/v1/prices",
                    [
                        "productId": .string(product.description), "type": "one_time", "currency": "usd",
                        "unitAmount": 1,
                    ], key: key)
                #expect(stolen.status == 404 && stolen.code == "product_not_found" && stolen.param == "productId")
            }
            #expect(try await shop.get("/v1/products/\(product)", key: shop.merchant.key)["active"] == true)
        }
    }

    @Test(arguments: ["prod_x", "x", "price_01h455vb4pex5vsknk084sn02q", "prod_01h455vb4pex5vsknk084sn02q", "%2e%2e"])
    func anUnknownIDIsNotFound(_ id: String) async throws {
        try await Shop.with { shop in
            for path in ["/v1/products/\(id)", "/v1/prices/\(id)"] {
                let shown = try await shop.get(path, key: shop.merchant.key)
                #expect(shown.status == 404, "\(shown.text)")
                #expect(try await shop.post("\(path)/archive", key: shop.merchant.key).status == 404)
            }
        }
    }

    @Test func listsAreReadPageByPage() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            var expected = [shop.prices.product.description]
            for number in 0..<5 {
                shop.clock.advance(by: .milliseconds(number % 2))
                let made = try await shop.post("/v1/products", ["name": .string("P\(number)")], key: key)
                expected.insert(made.id, at: 0)
            }
            var found: [String] = []
            var path = "/v1/products?limit=2"
            while found.count < 20 {
                let page = try await shop.get(path, key: key)
                #expect(page["object"] == "list")
                found += page["data"]?.array?.compactMap { $0["id"]?.string } ?? []
                #expect(page["hasMore"]?.bool == (page["nextCursor"]?.string != nil))
                guard let cursor = page["nextCursor"]?.string else { break }
                path = "/v1/products?limit=2&cursor=\(cursor)"
            }
            // Those of one moment are in an order of their own.
            #expect(found.count == expected.count && Set(found) == Set(expected))
            #expect(Set(found.prefix(2)) == Set(expected.prefix(2)))
            _ = try await shop.post("/v1/products/\(expected[0])/archive", key: key)
            let archived = try await shop.get("/v1/products?active=false", key: key)
            #expect(archived["data"]?.array?.compactMap { $0["id"]?.string } == [expected[0]])
        }
    }

    @Test(arguments: [
        ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("cursor=x", "cursor"),
        ("cursor=", "cursor"),
        ("active=yes", "active"), ("productId=x", "productId"), ("limit=1&limit=2", "limit"),
    ])
    func aBadQueryIsNamed(_ query: String, _ param: String) async throws {
        try await Shop.with { shop in
            let answer = try await shop.get("/v1/prices?\(query)", key: shop.merchant.key)
            #expect(answer.status == 400 && answer.param == param, "\(answer.text)")
        }
    }

    @Test func aBadProductIsNamed() async throws {
        let features = (0...100).map { #"{"key":"k\#($0)","title":"t"}"# }.joined(separator: ",")
        let inputs = [
            BadInput("{}", "name", "parameter_missing"), BadInput(#"{"name":""}"#, "name"),
            BadInput(#"{"name":["x"]}"#, "name"), BadInput(#"{"name":"\#(BadInput.long(201))"}"#, "name"),
            BadInput(#"{"name":"a\u0000"}"#, "name", "invalid_json"),
            BadInput(#"{"name":"x","description":"\#(BadInput.long(2001))"}"#, "description"),
            BadInput(#"{"name":"x","active":"true"}"#, "active"),
            BadInput(#"{"name":"x","features":{}}"#, "features"),
            BadInput(#"{"name":"x","features":["sso"]}"#, "features[0]"),
            BadInput(#"{"name":"x","features":[{"title":"t"}]}"#, "features[0].key", "parameter_missing"),
            BadInput(#"{"name":"x","features":[{"key":"k"}]}"#, "features[0].title", "parameter_missing"),
            BadInput(#"{"name":"x","features":[{"key":"No","title":"t"}]}"#, "features[0].key"),
            BadInput(#"{"name":"x","features":[{"key":"k","title":""}]}"#, "features[0].title"),
            BadInput(
                #"{"name":"x","features":[{"key":"k","title":"t"},{"key":"k","title":"u"}]}"#, "features[1].key"),
            BadInput(#"{"name":"x","features":[\#(features)]}"#, "features"),
            BadInput(#"{"name":"x","features":[{"key":"k","title":"t","kind":"unit"}]}"#, "features[0].kind"),
            BadInput(#"{"name":"x","features":[{"key":"k","title":"t","limit":1}]}"#, "features[0].limit"),
            BadInput(
                #"{"name":"x","features":[{"key":"k","title":"t","kind":"boolean","resetPeriod":"day"}]}"#,
                "features[0].resetPeriod"),
            BadInput(
                #"{"name":"x","features":[{"key":"k","title":"t","kind":"number","resetPeriod":"day"}]}"#,
                "features[0].resetPeriod"),
            BadInput(
                #"{"name":"x","features":[{"key":"k","title":"t","kind":"metered","resetPeriod":"year"}]}"#,
                "features[0].resetPeriod"),
            BadInput(
                #"{"name":"x","features":[{"key":"k","title":"t","kind":"number","limit":-1}]}"#, "features[0].limit"),
            BadInput(
                #"{"name":"x","features":[{"key":"k","title":"t","kind":"number","limit":9007199254740992}]}"#,
                "features[0].limit"),
            BadInput(#"{"name":"x","metadata":[]}"#, "metadata"),
            BadInput(#"{"name":"x","metadata":{"":"v"}}"#, "metadata"),
        ]
        try await Shop.with { shop in
            for input in inputs { try await input.check("/v1/products", shop) }
            for input in inputs.dropFirst() { try await input.check("/v1/products/\(shop.prices.product)", shop) }
        }
    }

    @Test func aBadPriceIsNamed() async throws {
        try await Shop.with { shop in
            let product = #""productId":"\#(shop.prices.product)""#
            let inputs = [
                BadInput("{}", "productId", "parameter_missing"), BadInput(#"{"productId":"x"}"#, "productId"),
                BadInput(#"{\#(product)}"#, "type", "parameter_missing"),
                BadInput(#"{\#(product),"type":"yearly"}"#, "type"),
                BadInput(#"{\#(product),"type":"one_time"}"#, "currency", "parameter_missing"),
                BadInput(#"{\#(product),"type":"one_time","currency":"USD"}"#, "currency"),
                BadInput(#"{\#(product),"type":"one_time","currency":"usd"}"#, "unitAmount", "parameter_missing"),
                BadInput(#"{\#(product),"type":"one_time","currency":"usd","unitAmount":-1}"#, "unitAmount"),
                BadInput(#"{\#(product),"type":"one_time","currency":"usd","unitAmount":1.5}"#, "unitAmount"),
                BadInput(#"{\#(product),"type":"one_time","currency":"usd","unitAmount":1e400}"#, "unitAmount"),
                BadInput(#"{\#(product),"type":"one_time","currency":"usd","unitAmount":1000000000000}"#, "unitAmount"),
                BadInput(#"{\#(product),"type":"free","currency":"usd","unitAmount":1}"#, "unitAmount"),
                BadInput(
                    #"{\#(product),"type":"recurring","currency":"usd","unitAmount":1}"#, "interval",
                    "parameter_missing"),
                BadInput(
                    #"{\#(product),"type":"recurring","currency":"usd","unitAmount":1,"interval":"hour"}"#, "interval"),
                BadInput(
                    #"{\#(product),"type":"recurring","currency":"usd","unitAmount":1,"interval":"year","intervalCount":2}"#,
                    "intervalCount"),
                BadInput(
                    #"{\#(product),"type":"recurring","currency":"usd","unitAmount":1,"interval":"day","trialDays":731}"#,
                    "trialDays"),
                BadInput(
                    #"{\#(product),"type":"one_time","currency":"usd","unitAmount":1,"interval":"day"}"#, "interval"),
                BadInput(
                    #"{\#(product),"type":"free","currency":"usd","trialDays":1}"#, "trialDays"),
                BadInput(
                    #"{\#(product),"type":"free","currency":"usd","intervalCount":1}"#, "intervalCount"),
            ]
            for input in inputs { try await input.check("/v1/prices", shop) }
        }
    }

    @Test func theSameRequestMakesOneProduct() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["name": "Once"]
            let first = try await shop.post("/v1/products", body, key: shop.merchant.key, idempotencyKey: "k")
            let again = try await shop.post("/v1/products", body, key: shop.merchant.key, idempotencyKey: "k")
            #expect(again.body == first.body && again.headers["Idempotency-Replayed"] == "true")
            #expect(try await shop.get("/v1/products", key: shop.merchant.key)["data"]?.array?.count == 2)
            // Another merchant's key of the same name is another key.
            let others = try await shop.post("/v1/products", body, key: shop.stranger.key, idempotencyKey: "k")
            #expect(others.status == 201 && others.id != first.id)
        }
    }
}
