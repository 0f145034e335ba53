import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Customers over HTTP") struct CustomerRouteTests {
    private static let path = "/v1/customers"

    @Test func aCustomerIsMadeReadAndChanged() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let made = try await shop.post(
                Self.path,
                [
                    "externalId": "u1", "email": "ada@mail.example", "name": "Ada", "taxId": "DE1",
                    "metadata": ["b": "2", "a": "1"], "someday": 1,
                ], key: key)
            #expect(made.status == 201 && made["object"] == "customer" && made["livemode"] == false)
            #expect(CustomerID(made.id) != nil && made["createdAt"] == made["updatedAt"])
            #expect(try await shop.get("\(Self.path)/\(made.id)", key: key).body == made.body)

            shop.clock.advance(by: .seconds(1))
            let changed = try await shop.post(
                "\(Self.path)/\(made.id)", ["name": "Ada L.", "email": .null, "taxId": "", "metadata": .null], key: key)
            #expect(changed.status == 200 && changed["name"] == "Ada L." && changed["externalId"] == "u1")
            #expect(changed["email"] == .null && changed["taxId"] == .null && changed["metadata"] == [:])
            #expect(changed["updatedAt"] != made["updatedAt"] && changed["createdAt"] == made["createdAt"])
            #expect(try await shop.get("\(Self.path)/\(made.id)", key: key).body == changed.body)
            let same = try await shop.post("\(Self.path)/\(made.id)", key: key)
            #expect(same.status == 200 && same["name"] == "Ada L.")
        }
    }

    @Test func anExternalIDIsTakenOnce() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            let first = try await shop.post(Self.path, ["externalId": "u1"], key: key)
            let again = try await shop.post(Self.path, ["externalId": "u1", "name": "Eve"], key: key)
            #expect(again.status == 409 && again.code == "customer_exists" && again.param == "externalId")
            #expect(again["error"]?["details"]?["customerId"]?.string == first.id)
            let second = try await shop.post(Self.path, ["email": "a@mail.example"], key: key)
            let changed = try await shop.post("\(Self.path)/\(second.id)", ["externalId": "u1"], key: key)
            #expect(changed.status == 409 && changed["error"]?["details"]?["customerId"]?.string == first.id)
            // Two customers may have one mailbox; another tenant and another mode have ids of their own.
            #expect(try await shop.post(Self.path, ["email": "a@mail.example"], key: key).status == 201)
            for other in [shop.stranger.key, shop.merchant.liveKey] {
                let made = try await shop.post(Self.path, ["externalId": "u1"], key: other)
                #expect(made.status == 201 && made["livemode"]?.bool == (other == shop.merchant.liveKey))
            }
        }
    }

    @Test func nobodySeesAnothersCustomers() async throws {
        try await Shop.with { shop in
            let made = try await shop.post(Self.path, ["externalId": "u1"], key: shop.merchant.key)
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                let shown = try await shop.get("\(Self.path)/\(made.id)", key: key)
                #expect(shown.status == 404 && shown.code == "customer_not_found")
                #expect(try await shop.post("\(Self.path)/\(made.id)", ["name": "Mine"], key: key).status == 404)
                for query in ["", "?externalId=u1"] {
                    #expect(try await shop.get(Self.path + query, key: key)["data"] == [])
                }
            }
            for id in ["cus_x", "x", "prod_01h455vb4pex5vsknk084sn02q", "cus_01h455vb4pex5vsknk084sn02q"] {
                #expect(try await shop.get("\(Self.path)/\(id)", key: shop.merchant.key).status == 404)
                #expect(try await shop.post("\(Self.path)/\(id)", key: shop.merchant.key).status == 404)
            }
        }
    }

    @Test func aTokenReadsItsOwnUserOnly() async throws {
        try await Shop.with { shop in
            let (merchant, services) = (shop.merchant, shop.services)
            let own = try await shop.post(
                Self.path, ["externalId": "u1", "metadata": ["note": "pays late"]], key: merchant.key)
            let other = try await shop.post(
                Self.path, ["externalId": "u2", "email": "b@mail.example"], key: merchant.key)
            let nameless = try await shop.post(Self.path, ["email": "a@mail.example"], key: merchant.key)
            let token = try merchant.token(for: "u1", services, operations: [.readCustomer])
            let shown = try await shop.get("\(Self.path)/\(own.id)", key: token)
            #expect(shown.status == 200 && shown.id == own.id && shown["metadata"] == nil)
            for hidden in [other, nameless] {
                #expect(try await shop.get("\(Self.path)/\(hidden.id)", key: token).code == "customer_not_found")
            }
            for (query, ids) in [
                ("", [own.id]), ("?externalId=u1", [own.id]), ("?externalId=u2", []), ("?email=b@mail.example", []),
            ] {
                let list = try await shop.get(Self.path + query, key: token)
                #expect(list.status == 200 && list["data"]?.array?.compactMap { $0["id"]?.string } == ids, "\(query)")
            }
            // Reading is all it may do, in its own mode, and only when it was made for that.
            for path in [Self.path, "\(Self.path)/\(own.id)"] {
                let refused = try await shop.post(path, ["name": "Eve"], key: token)
                #expect(refused.status == 403 && refused.code == "secret_key_required")
            }
            let live = try merchant.token(for: "u1", services, livemode: true)
            #expect(try await shop.get("\(Self.path)/\(own.id)", key: live).status == 404)
            let strangers = try shop.stranger.token(for: "u1", services)
            #expect(try await shop.get("\(Self.path)/\(own.id)", key: strangers).status == 404)
            let unable = try merchant.token(for: "u1", services, operations: [.readCheckout])
            #expect(try await shop.get(Self.path, key: unable).code == "operation_not_allowed")
        }
    }

    @Test func onlyThoseWithAGoodCredentialAreAnswered() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            for method in [HTTPMethod.get, .post] {
                for path in [Self.path, "\(Self.path)/cus_01h455vb4pex5vsknk084sn02q"] {
                    #expect(try await shop.send(method, path).status == 401)
                    #expect(try await shop.send(method, path, key: "sk_test_nobody").status == 401)
                    #expect(try await shop.send(method, path, key: session.clientSecret).status == 403)
                }
            }
        }
    }

    @Test func listsAreFilteredAndReadPageByPage() async throws {
        try await Shop.with { shop in
            let key = shop.merchant.key
            var expected: [String] = []
            for number in 0..<5 {
                shop.clock.advance(by: .milliseconds(1))
                let body: JSONValue = [
                    "externalId": .string("u \(number)&"), "email": .string("\(number % 2)@Mail.example"),
                ]
                expected.insert(try await shop.post(Self.path, body, key: key).id, at: 0)
            }
            var (found, path) = ([String](), "\(Self.path)?limit=2")
            while found.count < 10 {
                let page = try await shop.get(path, key: key)
                found += page["data"]?.array?.compactMap { $0["id"]?.string } ?? []
                guard let cursor = page["nextCursor"]?.string else { break }
                path = "\(Self.path)?limit=2&cursor=\(cursor)"
            }
            #expect(found == expected)
            let mailbox = try await shop.get("\(Self.path)?email=1%40MAIL.example", key: key)
            #expect(mailbox["data"]?.array?.compactMap { $0["id"]?.string } == [expected[1], expected[3]])
            let user = try await shop.get("\(Self.path)?externalId=u+3%26", key: key)
            #expect(user["data"]?.array?.compactMap { $0["id"]?.string } == [expected[1]])
        }
    }

    @Test(arguments: [
        ("limit=0", "limit"), ("cursor=x", "cursor"), ("externalId=\(BadInput.long(201))", "externalId"),
        ("email=\(BadInput.long(255))", "email"), ("email=a&email=b", "email"),
    ])
    func aBadQueryIsNamed(_ query: String, _ param: String) async throws {
        try await Shop.with { shop in
            let answer = try await shop.get("\(Self.path)?\(query)", key: shop.merchant.key)
            #expect(answer.status == 400 && answer.param == param, "\(answer.text)")
        }
    }

    @Test func aBadCustomerIsNamed() async throws {
        let nameless = [
            BadInput("{}", "externalId", "parameter_missing"),
            BadInput(#"{"name":"Ada"}"#, "externalId", "parameter_missing"),
            BadInput(#"{"externalId":"","email":null}"#, "externalId", "parameter_missing"),
        ]
        let inputs = [
            BadInput(#"{"externalId":7}"#, "externalId"),
            BadInput(#"{"externalId":"\#(BadInput.long(201))"}"#, "externalId"),
            BadInput(#"{"externalId":"u\u0000"}"#, "externalId", "invalid_json"),
            BadInput(#"{"email":"ada"}"#, "email"), BadInput(#"{"email":"a@b@c"}"#, "email"),
            BadInput(#"{"email":"a b@mail.example"}"#, "email"),
            BadInput(#"{"email":"\#(BadInput.long(251))@b.c"}"#, "email"),
            BadInput(#"{"externalId":"u","name":{}}"#, "name"),
            BadInput(#"{"externalId":"u","name":"\#(BadInput.long(201))"}"#, "name"),
            BadInput(#"{"externalId":"u","taxId":"\#(BadInput.long(51))"}"#, "taxId"),
            BadInput(#"{"externalId":"u","metadata":{"a":1}}"#, "metadata.a"),
        ]
        try await Shop.with { shop in
            let made = try await shop.post(Self.path, ["externalId": "u0"], key: shop.merchant.key)
            for input in nameless + inputs { try await input.check(Self.path, shop) }
            for input in inputs { try await input.check("\(Self.path)/\(made.id)", shop) }
            // What it would be left with counts, not what is sent.
            try await BadInput(#"{"externalId":null}"#, "externalId", "parameter_missing")
                .check("\(Self.path)/\(made.id)", shop)
            let swapped = try await shop.post(
                "\(Self.path)/\(made.id)", ["externalId": .null, "email": "a@mail.example"], key: shop.merchant.key)
            #expect(swapped.status == 200 && swapped["externalId"] == .null)
        }
    }

    @Test func theSameRequestMakesOneCustomer() async throws {
        try await Shop.with { shop in
            let body: JSONValue = ["email": "a@mail.example"]
            let first = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            let again = try await shop.post(Self.path, body, key: shop.merchant.key, idempotencyKey: "k")
            #expect(again.body == first.body && again.headers["Idempotency-Replayed"] == "true")
            let other = try await shop.post(
                Self.path, ["email": "b@mail.example"], key: shop.merchant.key, idempotencyKey: "k")
            #expect(other.status == 422)
            #expect(try await shop.get(Self.path, key: shop.merchant.key)["data"]?.array?.count == 1)
            // What is refused uses no key up.
            let taken: JSONValue = ["externalId": "u1"]
            let holder = try await shop.post(Self.path, taken, key: shop.merchant.key)
            #expect(
                try await shop.post(Self.path, taken, key: shop.merchant.key, idempotencyKey: "l").status == 409)
            _ = try await shop.post("\(Self.path)/\(holder.id)", ["externalId": "u2"], key: shop.merchant.key)
            #expect(
                try await shop.post(Self.path, taken, key: shop.merchant.key, idempotencyKey: "l").status == 201)
        }
    }

    @Test func pagesOfTheMerchantsMayRead() async throws {
        try await Shop.with { shop in
            let token = try shop.merchant.token(for: "u1", shop.services)
            for (origin, isAllowed) in [("https://shop.example", true), ("https://evil.example", false)] {
                let answer = try await shop.get(Self.path, key: token, headers: ["Origin": origin])
                #expect(answer.headers["Access-Control-Allow-Origin"] == (isAllowed ? origin : nil))
            }
        }
    }
}
