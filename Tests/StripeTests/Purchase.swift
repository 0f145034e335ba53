import Checkout
import Payments
import Testing

@testable import Stripe

/// One session's dealings with the provider.
struct Purchase {
    let network: SimulatedNetwork
    let stripe: ProviderClient
    let session: CheckoutSessionID
    let amount: Money
    let intent: IntentReference

    static let returnURL = "https://till.example/v1/checkout/cs/return"

    /// A session with its intent made.
    static func open(
        on network: SimulatedNetwork = SimulatedNetwork(), id: UInt128 = 7, amount units: Int64 = 2000,
        accountID: String? = nil, setup: Bool = false
    ) async throws -> Purchase {
        let session = CheckoutSessionID(UniqueID(bits: id))
        let amount = Money(minorUnits: units, currency: try #require(Currency("usd")))
        let stripe = network.stripe().client
        let order = IntentOrder(
            sessionID: session, amount: setup ? nil : amount, livemode: false, accountID: accountID)
        guard case .created(let created) = await stripe.createIntent(order) else {
            Issue.record("no intent")
            throw CancellationError()
        }
        #expect(created.report.status == .requiresPaymentMethod(nil))
        return Purchase(
            network: network, stripe: stripe, session: session, amount: amount,
            intent: IntentReference(intentID: created.intentID, accountID: accountID))
    }

    func confirm(_ method: String?, attempt: Int = 1) async -> ConfirmAnswer {
        await stripe.confirmIntent(
            ConfirmOrder(
                intent: intent, key: .attempt(attempt, of: session), paymentMethod: method, returnURL: Self.returnURL))
    }

    func refund(_ money: Money? = nil) async throws -> RefundAnswer {
        try await stripe.refund(
            RefundOrder(intent: intent, key: .refund(of: session), amount: money ?? amount, sessionID: session))
    }
}

extension ConfirmAnswer {
    /// The status it reports, if any.
    var status: IntentStatus? {
        if case .reported(let report) = self { report.status } else { nil }
    }
}
