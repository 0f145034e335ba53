import Checkout
import EventLoop
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import Stripe

/// The adapter against the simulated world: what buyers do.
@Suite("Purchases through the adapter")
struct PurchaseTests {
    @Test func aPaymentSucceeds() async throws {
        let purchase = try await Purchase.open()
        let answer = await purchase.confirm("pm_card_visa")
        let method = try #require(try await purchase.stripe.lookUpIntent(purchase.intent).paymentMethod)
        #expect(method.hasPrefix("pm_"), "for a subscription to be charged with")
        let expected = IntentReport(
            intentID: purchase.intent.intentID, status: .succeeded, amount: purchase.amount, livemode: false,
            paymentMethod: method)
        #expect(answer == .reported(expected))
        #expect(try await purchase.stripe.lookUpIntent(purchase.intent) == expected)
        let charge = try #require(purchase.network.charges.first)
        #expect(charge["idempotencyKey"] == .string(ProviderKey.attempt(1, of: purchase.session).text))
        #expect(charge["metadata"]?["till_session"] == .string(purchase.session.description))
    }

    @Test(
        arguments: [
            ("pm_card_visa_chargeDeclined", .cardDeclined, "generic_decline"),
            ("pm_card_visa_chargeDeclinedInsufficientFunds", .cardDeclined, "insufficient_funds"),
            ("pm_card_visa_chargeDeclinedLostCard", .cardDeclined, "lost_card"),
            ("pm_card_chargeDeclinedExpiredCard", .cardDeclined, "expired_card"),
            ("pm_card_chargeDeclinedIncorrectCvc", .cardDeclined, "incorrect_cvc"),
            ("pm_card_chargeDeclinedProcessingError", .cardDeclined, "processing_error"),
            ("pm_card_radarBlock", .cardDeclined, "fraudulent"),
            ("pm_nothing", .paymentMethodInvalid, nil),
        ] as [(String, FailureCode, String?)])
    func declines(method: String, code: FailureCode, declineCode: String?) async throws {
        let purchase = try await Purchase.open()
        let decline = Decline(code, declineCode: declineCode)
        #expect(await purchase.confirm(method) == .declined(decline))
        #expect(purchase.network.charges.isEmpty)
        #expect(await purchase.confirm("pm_card_visa", attempt: 2).status == .succeeded)
        #expect(purchase.network.charges.count == 1)
    }

    @Test func aDeclineIsToldByALookUpToo() async throws {
        let purchase = try await Purchase.open()
        _ = await purchase.confirm("pm_card_visa_chargeDeclinedStolenCard")
        let report = try await purchase.stripe.lookUpIntent(purchase.intent)
        #expect(report.status == .requiresPaymentMethod(Decline(.cardDeclined, declineCode: "stolen_card")))
    }

    @Test(arguments: [AuthenticationOutcome.approve, .refuse])
    func authentication(outcome: AuthenticationOutcome) async throws {
        let purchase = try await Purchase.open()
        let asked = await purchase.confirm("pm_card_authenticationRequired")
        let url = "http://127.0.0.1:1/_sim/3ds/" + purchase.intent.intentID
        #expect(asked.status == .requiresAction(NextAction(redirectURL: url)))
        let now = purchase.network.now
        let id = purchase.intent.intentID
        let back = try purchase.network.world.withLock { try $0.authenticate(id, outcome, at: now) }
        #expect(back.returnURL?.hasPrefix(Purchase.returnURL) == true)
        let report = try await purchase.stripe.lookUpIntent(purchase.intent)
        #expect(
            report.status
                == (outcome == .approve ? .succeeded : .requiresPaymentMethod(Decline(.authenticationFailed))))
        #expect(purchase.network.charges.count == (outcome == .approve ? 1 : 0))
    }

    @Test func confirmingAgainTellsHowItStands() async throws {
        let purchase = try await Purchase.open()
        _ = await purchase.confirm("pm_card_visa")
        #expect(await purchase.confirm("pm_card_visa", attempt: 2).status == .succeeded)
        #expect(await purchase.confirm("pm_card_visa", attempt: 1).status == .succeeded, "replayed")
        #expect(purchase.network.charges.count == 1)
    }

    @Test func cancelling() async throws {
        let purchase = try await Purchase.open()
        #expect(try await purchase.stripe.cancelIntent(purchase.intent).status == .canceled)
        #expect(try await purchase.stripe.cancelIntent(purchase.intent).status == .canceled, "twice is harmless")
        #expect(await purchase.confirm("pm_card_visa").status == .canceled)
        let paid = try await Purchase.open(on: purchase.network, id: 8)
        _ = await paid.confirm("pm_card_visa")
        #expect(try await paid.stripe.cancelIntent(paid.intent).status == .succeeded, "too late")
    }

    @Test func refunding() async throws {
        let purchase = try await Purchase.open()
        #expect(try await purchase.refund() == .refused(reason: "payment_intent_unexpected_state"))
        let paid = try await Purchase.open(on: purchase.network, id: 8)
        _ = await paid.confirm("pm_card_visa")
        #expect(try await paid.refund() == .accepted)
        #expect(try await paid.refund() == .accepted, "the same refund")
        #expect(purchase.network.refunds.map { $0["amount"] } == [2000])
        let again = RefundOrder(
            intent: paid.intent, key: .refund(of: CheckoutSessionID(UniqueID(bits: 9))), amount: paid.amount,
            sessionID: paid.session)
        #expect(try await paid.stripe.refund(again) == .accepted, "the money is back already")
    }

    @Test func storingACard() async throws {
        let network = SimulatedNetwork()
        let customer = CustomerOrder(customerID: CustomerID(UniqueID(bits: 5)), email: "ada@shop.example", name: "Ada")
        let id = try await network.stripe().client.customers.create(customer)
        #expect(id.hasPrefix("cus_"))
        #expect(try await network.stripe().client.customers.create(customer) == id, "the same customer")
        let purchase = try await Purchase.open(on: network, setup: true)
        #expect(purchase.intent.intentID.hasPrefix("seti_"))
        let declined = await purchase.confirm("pm_card_visa_chargeDeclined")
        #expect(declined == .declined(Decline(.cardDeclined, declineCode: "generic_decline")))
        let answer = await purchase.confirm("pm_card_visa", attempt: 2)
        guard case .reported(let report) = answer else { return #expect(Bool(false), "\(answer)") }
        #expect(report.status == .succeeded && report.amount == nil)
        let method = try #require(report.paymentMethod)
        let attach = AttachOrder(paymentMethod: method, customer: id)
        try await network.stripe().client.customers.attachPaymentMethod(attach)
        try await network.stripe().client.customers.attachPaymentMethod(attach)
        #expect(network.charges.isEmpty)
    }

    @Test func connectedAccounts() async throws {
        let network = SimulatedNetwork()
        let purchase = try await Purchase.open(on: network, accountID: "acct_1")
        let answer = await purchase.confirm("pm_card_visa")
        guard case .reported(let report) = answer else { return #expect(Bool(false), "\(answer)") }
        #expect(report.accountID == "acct_1")
        #expect(network.charges.first?["account"] == "acct_1")
        let elsewhere = IntentReference(intentID: purchase.intent.intentID)
        await #expect {
            _ = try await purchase.stripe.lookUpIntent(elsewhere)
        } throws: { ($0 as? ProviderFailure)?.kind == .notFound }
    }

    @Test func ordersThatStripeCannotTake() async throws {
        let network = SimulatedNetwork()
        let session = CheckoutSessionID(UniqueID(bits: 7))
        let dinars = Money(minorUnits: 1_234, currency: try #require(Currency("kwd")))
        let stripe = network.stripe().client
        guard
            case .refused = await stripe.createIntent(IntentOrder(sessionID: session, amount: dinars, livemode: false))
        else { return #expect(Bool(false), "made") }
        guard case .refused = await stripe.createIntent(IntentOrder(sessionID: session, amount: nil, livemode: true))
        else { return #expect(Bool(false), "a live order with a test key") }
        #expect(network.requests.withLock { $0.isEmpty })
        var order = IntentOrder(sessionID: session, amount: dinars, livemode: false)
        order.amount = Money(minorUnits: 100, currency: dinars.currency)
        order.customerID = "cus_nobody"
        guard case .refused(let reason) = await stripe.createIntent(order) else {
            return #expect(Bool(false), "made")
        }
        #expect(reason.contains("resource_missing"))
    }
}
