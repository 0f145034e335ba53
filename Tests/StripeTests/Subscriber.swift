import Checkout
import EventLoop
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import Stripe

/// A buyer who has paid for a first period, or left a card for a trial, and whom the provider knows.
struct Subscriber {
    let network: SimulatedNetwork
    let stripe: ProviderClient
    let customer: String
    let paymentMethod: String
    let id = SubscriptionID(UniqueID(bits: 11))
    let month: BillingPeriod
    /// When the first period began.
    let start: Timestamp

    init(_ network: SimulatedNetwork = SimulatedNetwork(), trial: Bool = false) async throws {
        let purchase = try await Purchase.open(on: network, setup: trial)
        _ = await purchase.confirm("pm_card_visa")
        let intent = try await purchase.stripe.lookUpIntent(purchase.intent)
        let order = CustomerOrder(customerID: CustomerID(UniqueID(bits: 5)), email: "ada@shop.example")
        self.network = network
        stripe = purchase.stripe
        month = try #require(BillingPeriod(interval: .month, count: 1))
        paymentMethod = try #require(intent.paymentMethod)
        customer = try await stripe.customers.create(order)
        start = Timestamp(unixSeconds: network.now.unixSeconds)
        try await stripe.customers.attachPaymentMethod(
            AttachOrder(paymentMethod: paymentMethod, customer: customer))
    }

    func price(_ units: Int64 = 2000) throws -> ProviderPrice {
        let product = InlinePrice.Product.ours(ProductID(UniqueID(bits: 12)), name: "Pro")
        return .inline(InlinePrice(product: product, unitAmount: try Fixture.usd(units), period: month))
    }

    func order(_ beginning: SubscriptionOrder.Beginning) throws -> SubscriptionOrder {
        SubscriptionOrder(
            subscriptionID: id, key: .refund("subscribe", ofIntent: customer), customer: customer,
            paymentMethod: paymentMethod, price: try price(), beginning: beginning, livemode: false)
    }

    func subscribe() async throws -> SubscriptionReport {
        try await stripe.subscriptions.create(try order(.paid(until: month.boundary(1, from: start))))
    }

    /// Time passes, and the provider does what is due; its events as the service reads them.
    @discardableResult
    func wait(until time: Timestamp) throws -> [VerifiedEvent] {
        network.manual.advance(by: time - network.now)
        return try network.events()
    }

    var amounts: [Int64] { network.charges.compactMap { $0["amount"]?.integer } }
}
