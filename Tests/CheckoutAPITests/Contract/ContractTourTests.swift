import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages
import HTTPServer
import Payments
import Simulator
import Stripe
import Testing

@testable import CheckoutAPI

/// Every route answers, with everything it can answer when things go well, as openapi.yaml says.
@Suite("Contract: a tour", .enabled("no Python that can read openapi.yaml", Contract.isReadable))
struct ContractTourTests {
    /// Sends requests and keeps what was answered to which operation.
    private actor Tour {
        let contract: Contract
        private(set) var seen: Set<String> = []

        init(_ contract: Contract) { self.contract = contract }

        func note(_ method: HTTPMethod, _ target: String, _ status: Int) {
            guard let operation = contract.operation(method, target) else { return }
            seen.insert("\(operation.name) \(status)")
        }
    }

    @Test func theRoutesAreTheDocumentedOnes() async throws {
        let contract = try #require(try await Contract.published.value)
        // Pages, and what they load, are for browsers.
        let routes = try await Shop.with { shop in shop.application.routes.map { "\($0.method) \($0.pattern)" } }
            .filter { $0.contains(" /v1/") || $0.hasSuffix("/webhooks") }
        let documented = contract.operations.filter { !$0.isForMachines }.map(\.name)
        #expect(routes.sorted() == documented.sorted())
        #expect(routes.count > 20)
    }

    @Test func everySuccessIsSeen() async throws {
        let tour = Tour(try #require(try await Contract.published.value))
        try await Shop.with { shop in
            try await catalog(shop, tour)
            try await customers(shop, tour)
            try await refunds(shop, tour)
            try await reviews(shop, tour)
            try await sessions(shop, tour)
            try await subscriptions(shop, tour)
            try await endings(shop, tour)
            try await streams(shop, tour)
        }
        try await webhooks(tour)
        let documented = tour.contract.operations.filter { !$0.isForMachines }.flatMap { operation in
            (operation.members["responses"]?.object?.members ?? []).map(\.name).filter { $0 < "400" }
                .map { "\(operation.name) \($0)" }
        }
        // There is nothing behind this one yet.
        let expected = Set(documented).subtracting(["POST /paddle/webhooks 200"])
        #expect(await expected.subtracting(tour.seen).sorted() == [])
    }

    /// As the merchant.
    private func send(
        _ shop: Shop, _ tour: Tour, _ method: HTTPMethod, _ target: String, _ body: JSONValue? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> Answer {
        let answer = try await shop.send(
            method, target, key: shop.merchant.key, headers: headers, body: body?.bytes ?? [])
        await tour.note(method, target, answer.status)
        return answer
    }

    private func catalog(_ shop: Shop, _ tour: Tour) async throws {
        let token = try await send(
            shop, tour, .post, "/v1/session-tokens",
            ["externalUserId": "user-1", "expiresIn": 600, "allowedOperations": ["checkout:read"]])
        let id = token["tokenId"]?.string ?? ""
        _ = try await send(shop, tour, .delete, "/v1/session-tokens/\(id)")
        let features: JSONValue = [
            ["key": "sso", "title": "Single sign-on"],
            ["key": "seats", "title": "Seats", "kind": "number", "limit": 10],
            ["key": "calls", "title": "Calls", "kind": "metered", "limit": .null, "resetPeriod": "billing_period"],
        ]
        let product = try await send(
            shop, tour, .post, "/v1/products", ["name": "P", "features": features, "metadata": ["a": "b"]],
            headers: ["Idempotency-Key": "tour-1"])
        _ = try await send(shop, tour, .get, "/v1/products?limit=1&active=true")
        _ = try await send(shop, tour, .get, "/v1/products/\(product.id)")
        _ = try await send(shop, tour, .post, "/v1/products/\(product.id)", ["description": .null, "active": true])
        let price = try await send(
            shop, tour, .post, "/v1/prices",
            [
                "productId": .string(product.id), "type": "recurring", "currency": "jpy", "unitAmount": 500,
                "interval": "month", "intervalCount": 3,
            ])
        let page = try await send(shop, tour, .get, "/v1/prices?limit=2")
        let cursor = page["nextCursor"]?.string ?? ""
        _ = try await send(shop, tour, .get, "/v1/prices?productId=\(shop.prices.product)&cursor=\(cursor)")
        _ = try await send(shop, tour, .get, "/v1/prices/\(price.id)")
        shop.bank.call("/v1/products", ["id": "prod_1", "name": "Team"])
        shop.bank.call("/v1/prices", ["product": "prod_1", "currency": "usd", "unit_amount": "100"])
        _ = try await send(shop, tour, .get, "/v1/providers/stripe/prices?limit=1")
        for change in ["archive", "activate"] {
            _ = try await send(shop, tour, .post, "/v1/prices/\(price.id)/\(change)")
        }
        _ = try await send(shop, tour, .post, "/v1/products/\(product.id)/archive")
    }

    private func customers(_ shop: Shop, _ tour: Tour) async throws {
        let customer = try await send(
            shop, tour, .post, "/v1/customers",
            ["externalId": "user-1", "email": "a@mail.example", "name": .null, "metadata": ["a": "b"]])
        _ = try await send(shop, tour, .post, "/v1/customers/\(customer.id)", ["email": .null, "taxId": "DE1"])
        _ = try await send(shop, tour, .get, "/v1/customers/\(customer.id)")
        _ = try await send(shop, tour, .get, "/v1/customers?externalId=user-1&email=a@mail.example&limit=1")
    }

    private func refunds(_ shop: Shop, _ tour: Tour) async throws {
        let paid = try await shop.confirm(try await shop.open())
        let refund = try await send(
            shop, tour, .post, "/v1/refunds",
            ["sessionId": .string(paid.id), "amount": 100, "reason": "duplicate", "metadata": ["a": "b"]],
            headers: ["Idempotency-Key": "refund-1"])
        _ = try await send(shop, tour, .get, "/v1/refunds/\(refund.id)")
        _ = try await send(shop, tour, .get, "/v1/refunds?sessionId=\(paid.id)&status=succeeded&limit=1")
    }

    private func reviews(_ shop: Shop, _ tour: Tour) async throws {
        let session = try await shop.open()
        try await shop.services.reviews.add(
            kind: "refund_refused", detail: "", organization: shop.merchant.organization.id,
            session: CheckoutSessionID(session.id), at: shop.services.now)
        let list = try await send(shop, tour, .get, "/v1/reviews?status=open&limit=1")
        let id = list["data"]?.array?.first?["id"]?.string ?? ""
        _ = try await send(shop, tour, .get, "/v1/reviews/\(id)")
        _ = try await send(shop, tour, .post, "/v1/reviews/\(id)/resolve", ["note": "Seen to."])
    }

    private func sessions(_ shop: Shop, _ tour: Tour) async throws {
        let order: JSONValue = [
            "priceId": .string("\(shop.prices.monthly)"), "quantity": 2, "mode": "redirect", "expiresIn": 1800,
            "customer": ["email": "a@mail.example", "name": .null, "externalId": "u", "taxId": "DE1"],
            "successUrl": "https://shop.example/yes?s={CHECKOUT_SESSION_ID}", "couponCode": "",
        ]
        let session = try await send(shop, tour, .post, "/v1/checkout/create", order)
        _ = try await send(shop, tour, .get, "/v1/checkout/\(session.id)")
        _ = try await send(shop, tour, .get, "/v1/checkout/\(session.id)/status?after=0&wait=1")
        _ = try await send(
            shop, tour, .get, "/v1/checkout/\(session.id)/status", headers: ["If-None-Match": "\"v1\""])
        _ = try await send(
            shop, tour, .post, "/v1/checkout/\(session.clientSecret)/confirm",
            ["paymentMethodId": "pm_card_authenticationRequired", "returnUrl": ""])
        #expect(shop.bank.answer(session["paymentIntentId"]?.string, .approve))
        _ = try await send(shop, tour, .get, "/v1/checkout/\(session.id)/return")
        _ = try await send(shop, tour, .get, "/v1/checkout?status=completed&limit=1&createdAfter=2020-01-01T00:00:00Z")
        _ = try await send(shop, tour, .get, "/v1/checkout/\(session.id)/timeline")
        for (price, method) in [(shop.prices.free, nil), (shop.prices.trial, "pm_card_visa")] as [(PriceID, String?)] {
            let other = try await send(shop, tour, .post, "/v1/checkout/create", ["priceId": .string("\(price)")])
            let body: JSONValue = method.map { ["paymentMethodId": .string($0)] } ?? [:]
            _ = try await send(shop, tour, .post, "/v1/checkout/\(other.clientSecret)/confirm", body)
        }
        let bare = try await send(shop, tour, .post, "/v1/checkout/create", ["amount": 700, "currency": "eur"])
        _ = try await send(shop, tour, .get, "/v1/checkout/\(bare.id)/return")
    }

    private func subscriptions(_ shop: Shop, _ tour: Tour) async throws {
        let made = try await shop.subscribe("user-2")
        _ = try await send(shop, tour, .get, made.path)
        _ = try await send(shop, tour, .get, "\(made.path)/timeline")
        _ = try await send(shop, tour, .get, "/v1/subscriptions?status=active&externalId=user-2&limit=1")
        let order: JSONValue = [
            "externalId": "user-3", "planId": .string(shop.monthly), "items": .null, "status": "draft",
        ]
        let draft = try await send(shop, tour, .post, "/v1/subscriptions", order)
        _ = try await send(shop, tour, .post, "/v1/subscriptions/\(draft.id)/checkout", ["successUrl": ""])
        for (action, body) in [
            ("/cancel", ["atPeriodEnd": true]), ("/reactivate", nil), ("/change/preview", ["quantity": 2]),
            ("/change", ["quantity": 2]), ("", ["metadata": .null]),
        ] as [(String, JSONValue?)] {
            _ = try await send(shop, tour, .post, made.path + action, body)
        }
        _ = try await send(shop, tour, .get, "/v1/features/check?feature_key=sso&externalId=user-2")
        _ = try await send(shop, tour, .get, "/v1/features/check?feature_key=no&customerId=\(made.customer)")
        _ = try await send(shop, tour, .get, "/v1/features/entitlements?customerId=\(made.customer)")
    }

    private func endings(_ shop: Shop, _ tour: Tour) async throws {
        let session = try await shop.open()
        _ = try await send(shop, tour, .post, "/v1/checkout/\(session.id)/cancel")
        let other = try await shop.open()
        shop.bank.add(Fault(.status500, route: "payment_intents", count: 50))
        _ = try await send(shop, tour, .post, "/v1/checkout/\(other.id)/cancel", [:])
        shop.bank.clearFaults()
    }

    private func streams(_ shop: Shop, _ tour: Tour) async throws {
        let session = try await shop.open(shop.prices.free)
        let target = "/v1/checkout/\(session.id)/stream"
        try await send(to: shop.application, shop, tour, .get, target)
        let ended = try await shop.confirm(session, nil)
        _ = try await send(
            shop, tour, .get, target, headers: ["Last-Event-ID": "\(ended["version"]?.integer ?? 0)"])
    }

    private func webhooks(_ tour: Tour) async throws {
        let secret = SecretString("whsec_of_this_test")
        let verifier = try WebhookVerifier(secrets: [secret])
        try await Shop.with { shop in
            let event: JSONValue = [
                "id": "evt_1", "object": "event", "type": "customer.created", "created": 1_800_000_000,
                "livemode": false, "data": ["object": ["id": "cus_1"]],
            ]
            let time = shop.services.now.unixSeconds
            let code = try HMACSHA256(key: secret.bytes).code(for: Array("\(time).".utf8) + event.bytes)
            let services = APIServices(
                store: shop.services.store, feed: shop.services.feed, flow: shop.services.flow,
                providers: Providers([:], webhooks: [.stripe: .stripe(verifier)]), keys: shop.services.keys,
                settings: shop.services.settings, limits: RateLimits(.unlimited), clock: shop.services.clock)
            let application = try Application { table in ProviderWebhookRoutes(services: services).add(to: &table) }
            try await send(
                to: application, shop, tour, .post, "/stripe/webhooks",
                ["Content-Type": "application/json", "Stripe-Signature": "t=\(time),v1=\(code.hex)"], event.bytes)
        }
    }

    /// As nobody in particular, also for what answers with a stream.
    private func send(
        to application: Application, _ shop: Shop, _ tour: Tour, _ method: HTTPMethod, _ target: String,
        _ headers: HTTPHeaders = [:], _ body: [UInt8] = []
    ) async throws {
        let reply = await InProcessClient(application, on: shop.loop).send(method, target, headers: headers, body: body)
        let answer: [UInt8]? = if case .response(let response) = reply { response.body } else { nil }
        try await Contract.expect(
            AnsweredRequest(
                method: method, target: target, requestHeaders: headers, requestBody: body,
                status: Int(reply.status.code), headers: reply.headers, body: answer))
        await tour.note(method, target, Int(reply.status.code))
    }
}
