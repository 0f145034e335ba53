import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages
import HTTPServer
import Payments
import Postgres
import Stripe
import Testing

@testable import CheckoutAPI

/// What providers tell us, and what others would have us believe.
@Suite("Provider webhooks over HTTP") struct WebhookRouteTests {
    private static let secret = SecretString("whsec_of_this_test")
    private static let event = #"""
        {"id":"evt_1","object":"event","api_version":"2025-01-01","created":1800000000,"livemode":false,\#
        "type":"customer.created","data":{"object":{"id":"cus_1","object":"customer"}}}
        """#

    /// The shop's routes with webhooks configured.
    private static func withWebhooks(
        limits: RateSettings = .unlimited,
        _ body: @Sendable @concurrent (Shop, InProcessClient) async throws -> Void
    ) async throws {
        let verifier = try WebhookVerifier(secrets: [secret])
        try await Shop.with { shop in
            let services = shop.services.listening(to: .stripe(verifier), limits: limits)
            let application = try Application { table in ProviderWebhookRoutes(services: services).add(to: &table) }
            try await body(shop, InProcessClient(application, on: shop.loop))
        }
    }

    private static func signature(of body: String, at time: Timestamp) throws -> String {
        let code = try HMACSHA256(key: secret.bytes).code(for: Array("\(time.unixSeconds).\(body)".utf8))
        return "t=\(time.unixSeconds),v1=\(code.hex)"
    }

    private static func post(
        _ body: String, _ signature: String?, to client: InProcessClient, path: String = "/stripe/webhooks"
    ) async throws -> Answer {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let signature { headers.set("Stripe-Signature", signature) }
        let reply = await client.send(.post, path, headers: headers, body: Array(body.utf8))
        guard case .response(let response) = reply else { throw Unexpected("a stream") }
        return Answer(status: Int(response.status.code), headers: response.headers, body: response.body)
    }

    @Test func whatIsAcknowledgedIsStored() async throws {
        try await Self.withWebhooks { shop, client in
            let signature = try Self.signature(of: Self.event, at: shop.services.now)
            for _ in 0..<2 {
                let answer = try await Self.post(Self.event, signature, to: client)
                #expect(answer.status == 200 && answer["received"] == true && answer["id"] == "evt_1")
            }
            let stored = try await ProviderEvents(shop.services.store.pool).find(.stripe, eventID: "evt_1")
            #expect(stored?.event.payload == Array(Self.event.utf8))
        }
    }

    @Test func nothingIsSaidOfWhyASignatureDoesNotHold() async throws {
        try await Self.withWebhooks { shop, client in
            let now = shop.services.now
            let right = try Self.signature(of: Self.event, at: now)
            let bad = [
                nil, "", "nonsense", "t=1", right.replacing("v1=", with: "v0="),
                try Self.signature(of: Self.event + " ", at: now),
                try Self.signature(of: Self.event, at: now - .seconds(301)),
                try Self.signature(of: Self.event, at: now + .seconds(301)),
            ]
            var bodies: Set<String> = []
            for signature in bad {
                let answer = try await Self.post(Self.event, signature, to: client)
                #expect(answer.status == 400 && answer.code == "signature_invalid", "\(signature ?? "-")")
                bodies.insert(answer["error"]?["message"]?.string ?? "")
            }
            #expect(bodies.count == 1)
            // Not even JSON: it is not looked at.
            #expect(try await Self.post("not json", right, to: client).code == "signature_invalid")
            let stored = try await ProviderEvents(shop.services.store.pool).find(.stripe, eventID: "evt_1")
            #expect(stored == nil)
        }
    }

    @Test func aSignedBodyThatIsNoEventIsRefused() async throws {
        try await Self.withWebhooks { shop, client in
            for body in ["{}", "[]", "not json", #"{"id":7}"#] {
                let signature = try Self.signature(of: body, at: shop.services.now)
                let answer = try await Self.post(body, signature, to: client)
                #expect(answer.status == 400 && answer.code == "webhook_unreadable", "\(body)")
            }
        }
    }

    @Test func onlyForgersAreCounted() async throws {
        var limits = RateSettings.unlimited
        limits[.badSignature] = [Rate(3, per: .seconds(60))]
        try await Self.withWebhooks(limits: limits) { shop, client in
            for _ in 0..<3 { #expect(try await Self.post(Self.event, "t=1,v1=00", to: client).status == 400) }
            let refused = try await Self.post(Self.event, "t=1,v1=00", to: client)
            #expect(refused.status == 429 && refused.headers["Retry-After"] != nil)
            for number in 0..<20 {
                let event = Self.event.replacing("evt_1", with: "evt_\(number)")
                let signature = try Self.signature(of: event, at: shop.services.now)
                #expect(try await Self.post(event, signature, to: client).status == 200)
            }
        }
    }

    @Test func whatCannotBeStoredIsToBeSentAgain() async throws {
        try await Self.withWebhooks { shop, client in
            let signature = try Self.signature(of: Self.event, at: shop.services.now)
            try await shop.services.store.pool.execute("DROP TABLE provider_events CASCADE")
            let answer = try await Self.post(Self.event, signature, to: client)
            #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
            #expect(!answer.text.contains("provider_events"))
        }
    }

    @Test func withoutASecretThereIsNothingToTalkTo() async throws {
        try await Self.withWebhooks { shop, client in
            let answer = try await Self.post(Self.event, nil, to: client, path: "/paddle/webhooks")
            #expect(answer.status == 404 && answer.code == "webhooks_not_configured")
            #expect(try await shop.post("/stripe/webhooks").code == "webhooks_not_configured")
        }
    }

    @Test func troubleOfOursIsToBeSentAgain() async throws {
        try await Shop.with { shop in
            let webhooks = ProviderWebhooks(signatureHeader: "Stripe-Signature") { _, _, _ throws(WebhookRejection) in
                throw WebhookRejection(reason: "no secret is configured", isOurs: true)
            } read: { _ throws(UnreadableWebhook) in
                throw UnreadableWebhook(reason: "must not be read")
            }
            let services = shop.services.listening(to: webhooks, limits: .unlimited)
            let application = try Application { table in ProviderWebhookRoutes(services: services).add(to: &table) }
            let answer = try await Self.post("{}", nil, to: InProcessClient(application, on: shop.loop))
            #expect(answer.status == 503 && !answer.text.contains("secret"))
        }
    }

    @Test func tooMuchIsTooMuch() async throws {
        try await Self.withWebhooks { _, client in
            let body = String(repeating: " ", count: 65_537)
            let answer = try await Self.post(body, nil, to: client)
            #expect(answer.status == 413 && answer.code == "body_too_large")
        }
    }
}

extension APIServices {
    /// The same services with Stripe's webhooks.
    fileprivate func listening(to webhooks: ProviderWebhooks, limits: RateSettings) -> APIServices {
        APIServices(
            store: store, feed: feed, flow: flow, providers: Providers([:], webhooks: [.stripe: webhooks]), keys: keys,
            settings: settings, limits: RateLimits(limits), clock: clock, observer: observer)
    }
}
