import Checkout
import Cryptography
import HTTPClient
import HTTPMessages
import Payments
import Testing

@testable import Stripe

/// What goes over the wire, byte for byte where it matters.
@Suite("Requests to Stripe")
struct StripeRequestTests {
    private let session = CheckoutSessionID(UniqueID(bits: 7))

    private func form(_ order: IntentOrder) -> String {
        StripeProvider.form(for: order).map { String(decoding: FormWriter.encode($0), as: UTF8.self) } ?? "none"
    }

    @Test func anOrder() throws {
        let currency = try #require(Currency("usd"))
        var order = IntentOrder(
            sessionID: session, amount: Money(minorUnits: 1999, currency: currency), livemode: false,
            accountID: "acct_1")
        order.applicationFee = Money(minorUnits: 100, currency: currency)
        order.customerID = "cus_1"
        order.receiptEmail = "a+b@shop.example"
        order.description = "Pro & more"
        order.savesPaymentMethod = true
        #expect(
            form(order)
                == "amount=1999&currency=usd&receipt_email=a%2Bb%40shop.example&setup_future_usage=off_session"
                + "&application_fee_amount=100&automatic_payment_methods[enabled]=true&customer=cus_1"
                + "&description=Pro+%26+more&metadata[till_session]=\(session)")
        #expect(order.key.text == "till-\(session)-intent")
    }

    @Test func anOrderForACardOnly() {
        let order = IntentOrder(sessionID: session, amount: nil, livemode: false)
        #expect(
            form(order) == "usage=off_session&automatic_payment_methods[enabled]=true&metadata[till_session]=\(session)"
        )
    }

    @Test func headers() {
        var settings = StripeSettings(secretKey: SecretString("sk_test_x"))
        settings.base = "https://stripe.example"
        let call = StripeCall(
            method: .post, path: "/v1/x", form: ["a": "1"], accountID: "acct_1", key: "till-k")
        let request = call.request(settings, timeout: .seconds(3))
        #expect(request.url == "https://stripe.example/v1/x")
        #expect(request.headers["Authorization"] == "Bearer sk_test_x")
        #expect(request.headers["Stripe-Version"] == StripeSettings.pinnedVersion)
        #expect(request.headers["Stripe-Account"] == "acct_1")
        #expect(request.headers["Idempotency-Key"] == "till-k")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(String(decoding: request.body, as: UTF8.self) == "a=1")
        #expect(request.isIdempotent == true)
        #expect(request.timeout == .seconds(3))
        #expect(request.connectTimeout == .seconds(3))
        #expect(StripeCall(method: .post, path: "/v1/x").request(settings, timeout: .seconds(3)).isIdempotent == false)
    }

    @Test func idsStayOneSegment() {
        #expect(StripeCall.segment("pi_3/../x?y#z") == "pi_3%2F..%2Fx%3Fy%23z")
    }

    @Test func settingsKeepTheirSecretAndKnowTheirMode() {
        #expect(StripeSettings(secretKey: SecretString("sk_test_x")).livemode == false)
        #expect(StripeSettings(secretKey: SecretString("rk_live_x")).livemode == true)
        #expect(StripeSettings(secretKey: SecretString("x")).livemode == nil)
        #expect(!"\(StripeSettings(secretKey: SecretString("sk_test_x")))".contains("sk_test_x"))
    }
}
