import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages
import Testing

@testable import CheckoutAPI

/// The session body, byte for byte.
@Suite struct SessionBodyTests {
    private let body = SessionBody(APISettings(publicURL: "https://till.example"))

    private func record(_ change: (inout SessionState) -> Void = { _ in }) throws -> SessionRecord {
        let usd = try #require(Currency("usd"))
        var order = CheckoutOrder(.amount(Money(minorUnits: 1999, currency: usd)))
        order.customer = CustomerDetails(email: "buyer@mail.example", name: "Canary", externalID: "u1")
        order.metadata = try Metadata(["b": "2", "a": "\"1\""])
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: 1)), merchant: MerchantTerms(livemode: false),
            at: Timestamp(unixSeconds: 1_800_000_000))
        var state = SessionState(createdAt: terms.createdAt)
        state.version = 1
        state.intentID = "pi_1"
        change(&state)
        return SessionRecord(
            organizationID: OrganizationID(UniqueID(bits: 2)), tokenUser: nil, clientSecretHash: nil, product: nil,
            session: CheckoutSession(terms: terms, state: state))
    }

    @Test func thePublicOneAtItsShortest() throws {
        #expect(
            String(decoding: body.publicBody(try record()), as: UTF8.self)
                == #"{"id":"cs_00000000000000000000000001","object":"checkout.session","status":"pending","#
                + #""paymentStatus":"requires_payment_method","version":1,"livemode":false,"paymentIntentId":"pi_1","#
                + #""provider":"stripe","amount":1999,"currency":"usd","totalAmount":1999,"discountAmount":0,"#
                + #""taxAmount":0,"quantity":1,"trialDays":0,"checkoutMode":"standard","requiresAction":false,"#
                + #""fulfilment":{},"checkoutUrl":"https://till.example/checkout/cs_00000000000000000000000001","#
                + #""statusUrl":"https://till.example/v1/checkout/cs_00000000000000000000000001/status","#
                + #""streamUrl":"https://till.example/v1/checkout/cs_00000000000000000000000001/stream","#
                + #""createdAt":"2027-01-15T08:00:00.000Z","updatedAt":"2027-01-15T08:00:00.000Z","#
                + #""expiresAt":"2027-01-15T09:00:00.000Z"}"#)
    }

    /// Names nobody, whatever else it grows.
    @Test func thePublicOneNamesNobody() throws {
        let text = String(decoding: body.publicBody(try record()), as: UTF8.self)
        for canary in ["buyer@", "Canary", "u1", "secret", "metadata", "customer"] { #expect(!text.contains(canary)) }
    }

    @Test func whatOwnersSee() throws {
        let secrets = SessionSecrets(
            clientSecret: SecretString("cs_1_secret_2"),
            payment: PaymentAccess(
                publishableKey: nil, providerClientSecret: SecretString("pi_1_secret"), accountID: "acct_1"))
        let json = try JSONParser.parse(body.privateBody(try record(), secrets))
        #expect(json["clientSecret"] == "cs_1_secret_2")
        #expect(json["customer"] == ["email": "buyer@mail.example", "name": "Canary", "externalId": "u1"])
        #expect(json["metadata"] == ["a": "\"1\"", "b": "2"])
        #expect(
            json["payment"] == ["publishableKey": .null, "providerClientSecret": "pi_1_secret", "accountId": "acct_1"])
        let users = try JSONParser.parse(body.privateBody(try record(), SessionSecrets()))
        #expect(users["clientSecret"] == nil && users["payment"] == nil)
        #expect(users["metadata"] != nil)
    }

    @Test func whatHasHappened() throws {
        let failed = try JSONParser.parse(
            body.publicBody(
                try record { state in
                    state.status = .failed
                    state.failure = SessionFailure(stored: .cardDeclined, declineCode: "expired_card", attempt: 2)
                }))
        #expect(
            failed["failure"] == [
                "code": "card_declined", "declineCode": "expired_card", "message": "The card has expired.",
                "suggestion": "Please use another card or payment method.", "attempt": 2,
            ])
        let done = try JSONParser.parse(
            body.publicBody(
                try record { state in
                    state.status = .completed
                    state.completedAt = Timestamp(unixSeconds: 1_800_000_001)
                    state.fulfilment.paidAt = state.completedAt
                }))
        #expect(done["completedAt"] == "2027-01-15T08:00:01.000Z")
        #expect(done["fulfilment"] == ["paidAt": "2027-01-15T08:00:01.000Z"])
        #expect(done["paymentStatus"] == "succeeded")
    }

    @Test func aConfirmsAnswerHasNoMemberTwice() throws {
        let answer = try record { state in
            state.nextAction = NextAction(redirectURL: "https://bank.example")
            state.attempt = PaymentAttempt(
                number: 1, paymentMethod: "pm_1", startedAt: state.createdAt, outcome: .requiresAction)
        }
        // The parser refuses members that come twice.
        let json = try JSONParser.parse(body.confirmedBody(answer, SessionSecrets()))
        #expect(json["success"] == false)
        #expect(json["requiresAction"] == true)
        #expect(json["actionUrl"] == "https://bank.example")
        #expect(json["nextAction"] == ["type": "redirect_to_url", "redirectUrl": "https://bank.example"])
        #expect(json["message"]?.string?.isEmpty == false)
    }
}
