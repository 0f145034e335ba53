import Checkout
import HTTPMessages
import Testing

@testable import Simulator

/// Which webhooks are sent when, to whom, and what happens when they are not taken.
@Suite("Webhook queue")
struct WebhookQueueTests {
    private func shop(retries: [Int] = [1, 5]) -> Shop {
        Shop {
            $0.webhookTargets = [WebhookTarget(url: "http://127.0.0.1:2/hook", secret: "whsec_right")]
            $0.webhookRetries = retries.map { .seconds($0) }
        }
    }

    @Test func everyEventIsDeliveredOnceInOrder() throws {
        var shop = shop()
        let paid = shop.pay("pm_card_visa", key: "k")
        let deliveries = shop.deliver()
        #expect(
            deliveries.map(\.eventType) == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"])
        #expect(deliveries.allSatisfy { $0.secret == "whsec_right" && $0.url == "http://127.0.0.1:2/hook" })
        let event = try JSONParser.parse(deliveries[2].body)
        #expect(event["object"] == "event")
        #expect(event["id"] == .string(deliveries[2].eventID))
        #expect(event["data"]?["object"]?["id"] == .string(paid.id))
        #expect(event["request"]?["idempotency_key"] == "k")
        #expect(event["api_version"] == .string(shop.world.settings.apiVersion))
        #expect(event["livemode"] == false)
        #expect(event["account"] == nil)
        #expect(shop.deliver().isEmpty)
        #expect(shop.world.unfinishedDeliveries == 0)
    }

    @Test func whatIsNotTakenIsTriedAgain() {
        var shop = shop()
        _ = shop.post("customers")
        #expect(shop.deliver(status: 500).map(\.attempt) == [1])
        #expect(shop.deliver().isEmpty)
        shop.wait(.seconds(1))
        #expect(shop.deliver(status: nil).map(\.attempt) == [2])
        shop.wait(.seconds(5))
        #expect(shop.deliver(status: 302).map(\.attempt) == [3])
        shop.wait(.seconds(3600))
        #expect(shop.deliver().isEmpty, "given up")
        #expect(shop.world.unfinishedDeliveries == 0)
    }

    @Test func lostWebhooksAreNeverSentButTheEventsAreThere() {
        var shop = shop()
        shop.world.faults.add(Fault(.loseWebhooks))
        _ = shop.pay("pm_card_visa")
        shop.wait(.seconds(3600))
        #expect(shop.deliver().isEmpty)
        #expect(shop.get("events").json["data"]?.array?.count == 3)
    }

    @Test func delayedWebhooksComeLater() {
        var shop = shop()
        shop.world.faults.add(Fault(.delayWebhooks, route: "payment_intent.succeeded", milliseconds: 400))
        _ = shop.pay("pm_card_visa")
        #expect(shop.deliver().count == 2)
        #expect(shop.world.nextDue == shop.now + .milliseconds(400))
        shop.wait(.milliseconds(400))
        #expect(shop.deliver().map(\.eventType) == ["payment_intent.succeeded"])
    }

    @Test func duplicatedWebhooksComeThreeTimes() {
        var shop = shop()
        shop.world.faults.add(Fault(.duplicateWebhooks, route: "payment_intent.*"))
        _ = shop.pay("pm_card_visa")
        let deliveries = shop.deliver()
        #expect(deliveries.count == 7)
        #expect(Set(deliveries.map(\.eventID)).count == 3)
        let succeeded = deliveries.filter { $0.eventType == "payment_intent.succeeded" }
        #expect(Set(succeeded.map(\.eventID)).count == 1)
    }

    @Test func aFaultMayNameTheEndpoint() {
        var shop = shop()
        shop.world.faults.add(Fault(.loseWebhooks, route: "/hook", count: 1))
        shop.world.faults.add(Fault(.loseWebhooks, route: "/elsewhere"))
        _ = shop.pay("pm_card_visa")
        #expect(shop.deliver().count == 2)
    }

    @Test func shuffledWebhooksComeInAnotherOrderAndAllOfThemCome() {
        var shop = shop()
        shop.world.faults.add(Fault(.shuffleWebhooks, milliseconds: 1_000))
        for _ in 0..<20 { _ = shop.pay("pm_card_visa") }
        shop.wait(.seconds(1))
        let types = shop.deliver().map(\.eventType)
        #expect(types.count == 60)
        #expect(types != shop.eventTypes)
        #expect(types.sorted() == shop.eventTypes.sorted())
    }

    @Test func aBadSignatureIsForOneTryOnly() {
        var shop = shop()
        shop.world.faults.add(Fault(.badSignature, count: 1))
        _ = shop.post("customers")
        #expect(shop.deliver(status: 400).first?.secret != "whsec_right")
        shop.wait(.seconds(1))
        #expect(shop.deliver().first?.secret == "whsec_right")
    }

    @Test func endpointsAreMadeByTheAPI() {
        var shop = Shop()
        let form: FormMap = [
            "url": "http://127.0.0.1:3/", "enabled_events": .list(["customer.created"]),
        ]
        let endpoint = shop.post("webhook_endpoints", form)
        #expect(endpoint.json["secret"]?.string?.hasPrefix("whsec_") == true)
        #expect(shop.get("webhook_endpoints").json["data"]?.array?.first?["secret"] == nil)
        _ = shop.pay("pm_card_visa")
        _ = shop.post("customers")
        shop.account = "acct_1"
        _ = shop.post("customers")
        shop.account = nil
        let deliveries = shop.deliver()
        #expect(deliveries.map(\.eventType) == ["customer.created"])
        #expect(deliveries.first?.secret == endpoint.json["secret"]?.string)
        #expect(
            shop.send(SimulatedRequest(.delete, "/v1/webhook_endpoints/\(endpoint.id)")).json["deleted"] == true)
        _ = shop.post("customers")
        #expect(shop.deliver().isEmpty)
    }

    @Test func eventsOfConnectedAccountsNameThem() throws {
        var shop = shop()
        shop.account = "acct_1"
        _ = shop.post("customers")
        let event = try JSONParser.parse(shop.deliver().first?.body ?? [])
        #expect(event["account"] == "acct_1")
    }
}
