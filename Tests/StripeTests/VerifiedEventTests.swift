import Checkout
import EventLoop
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import Stripe

/// Webhooks as the service understands them.
@Suite("Provider events")
struct VerifiedEventTests {
    @Test func aPaymentsEvents() async throws {
        let purchase = try await Purchase.open()
        _ = await purchase.confirm("pm_card_visa_chargeDeclined")
        _ = await purchase.confirm("pm_card_visa", attempt: 2)
        let events = try purchase.network.events()
        #expect(
            events.map(\.type) == [
                "payment_intent.created", "charge.failed", "payment_intent.payment_failed", "charge.succeeded",
                "payment_intent.succeeded",
            ])
        #expect(Set(events.map(\.id)).count == 5)
        #expect(events.allSatisfy { $0.createdAt == purchase.network.now && !$0.livemode && $0.accountID == nil })
        let id = purchase.intent.intentID
        #expect(events[0].subject == .other(objectID: id))
        let failed = IntentReport(
            intentID: id, status: .requiresPaymentMethod(Decline(.cardDeclined, declineCode: "generic_decline")),
            attempt: 1, amount: purchase.amount, livemode: false)
        #expect(events[2].subject == .intent(failed, session: purchase.session))
        let succeeded = IntentReport(
            intentID: id, status: .succeeded, attempt: 2, amount: purchase.amount, livemode: false,
            paymentMethod: try await purchase.stripe.lookUpIntent(purchase.intent).paymentMethod)
        #expect(events[4].subject == .intent(succeeded, session: purchase.session))
        #expect(events[4].apiVersion == StripeSettings.pinnedVersion)
    }

    @Test func after3DSNoAttemptIsNamed() async throws {
        let purchase = try await Purchase.open(accountID: "acct_1")
        _ = await purchase.confirm("pm_card_authenticationRequired")
        let (id, now) = (purchase.intent.intentID, purchase.network.now)
        _ = try purchase.network.world.withLock { try $0.authenticate(id, .approve, at: now) }
        let reports = try purchase.network.events().compactMap { event -> IntentReport? in
            if case .intent(let report, _) = event.subject { report } else { nil }
        }
        #expect(reports.map(\.attempt) == [1, nil])
        #expect(reports.last?.status == .succeeded)
        #expect(reports.allSatisfy { $0.accountID == "acct_1" })
    }

    @Test func refundsAndDisputes() async throws {
        let purchase = try await Purchase.open()
        _ = await purchase.confirm("pm_card_createDispute")
        _ = try await purchase.refund()
        purchase.network.manual.advance(by: .seconds(5))
        let subjects = try purchase.network.events().map { ($0.type, $0.subject) }
        let id = purchase.intent.intentID
        let refunded = RefundedChargeReport(
            intentID: id, charged: purchase.amount, refunded: purchase.amount, livemode: false)
        #expect(subjects.first { $0.0 == "charge.refunded" }?.1 == .refundedCharge(refunded))
        guard case .dispute(let dispute) = subjects.first(where: { $0.0 == "charge.dispute.created" })?.1 else {
            return #expect(Bool(false), "no dispute")
        }
        #expect(dispute.intentID == id && dispute.amount == purchase.amount && !dispute.status.isOver)
        guard case .refund(let refund, id) = subjects.first(where: { $0.0 == "refund.created" })?.1 else {
            return #expect(Bool(false), "no refund")
        }
        #expect(refund.amount == purchase.amount)
        #expect(refund.reference == ProviderKey.refund(of: purchase.session).text)
    }

    @Test func setups() async throws {
        let purchase = try await Purchase.open(setup: true)
        _ = await purchase.confirm("pm_card_visa")
        let last = try #require(try purchase.network.events().last)
        #expect(last.type == "setup_intent.succeeded")
        let report = IntentReport(
            intentID: purchase.intent.intentID, status: .succeeded, attempt: 1, amount: nil, livemode: false,
            paymentMethod: try await purchase.stripe.lookUpIntent(purchase.intent).paymentMethod)
        #expect(last.subject == .intent(report, session: purchase.session))
    }

    private func event(_ type: String, _ object: String, livemode: Bool = false) -> [UInt8] {
        Array(
            """
            {"id":"evt_1","object":"event","api_version":"2020-08-27","created":1800000000,"livemode":\(livemode),
            "type":"\(type)","data":{"object":\(object)},"request":null,"pending_webhooks":0}
            """.utf8)
    }

    @Test func typesNobodyKnowsAreKept() throws {
        let unknown = try VerifiedEvent(stripe: event("moon.landed", #"{"id":"moon_1"}"#))
        #expect(unknown.subject == .other(objectID: "moon_1"))
        #expect(unknown.apiVersion == "2020-08-27")
        let nameless = try VerifiedEvent(stripe: event("balance.available", "{}"))
        #expect(nameless.subject == .other(objectID: nil))
    }

    @Test func intentsThatCannotBeReadAreForReview() throws {
        let whole =
            #"{"id":"pi_1","object":"payment_intent","livemode":false,"status":"succeeded","amount_received":5,"currency":"usd"}"#
        guard case .intent = try VerifiedEvent(stripe: event("payment_intent.succeeded", whole)).subject else {
            return #expect(Bool(false), "unreadable")
        }
        for broken in [
            whole.replacing("pi_1", with: ""), whole.replacing(":5,", with: #":"5","#),
            whole.replacing(":5,", with: ":1e400,"), whole.replacing("usd", with: "xyz"),
            whole.replacing("succeeded", with: "paid"), whole.replacing("payment_intent", with: "charge"), "{}",
        ] {
            let subject = try VerifiedEvent(stripe: event("payment_intent.succeeded", broken)).subject
            guard case .unreadable = subject else {
                #expect(Bool(false), "\(broken) became \(subject)")
                continue
            }
        }
        let mixed = try VerifiedEvent(stripe: event("payment_intent.succeeded", whole, livemode: true))
        #expect(mixed.subject == .unreadable(reason: "livemode of the payment_intent"))
    }

    @Test(arguments: [
        "", "{", "[]", "7", "{}", #"{"object":"event"}"#, #"{"object":"event","id":"evt_1"}"#,
        #"{"object":"event","id":"","type":"a","created":1,"livemode":false,"data":{"object":{}}}"#,
        #"{"object":"event","id":"evt_1","type":"a","created":"1","livemode":false,"data":{"object":{}}}"#,
        #"{"object":"event","id":"evt_1","type":"a","created":1,"livemode":false,"data":{"object":[]}}"#,
        #"{"object":"event","id":"evt_1","id":"evt_2","type":"a","created":1,"livemode":false,"data":{"object":{}}}"#,
    ])
    func whatIsNoEvent(text: String) {
        #expect(throws: UnreadableWebhook.self) { try VerifiedEvent(stripe: Array(text.utf8)) }
    }
}
