import Checkout
import Payments
import Testing

/// Each call of a provider's client, once.
struct EveryCall {
    let intent = IntentReference(intentID: "pi_1")
    let subscription = SubscriptionReference(providerID: "sub_1")
    let key = ProviderKey.refund("1", ofIntent: "pi_1")
    let session = CheckoutSessionID(UniqueID(bits: 1))
    let customer = CustomerID(UniqueID(bits: 2))
    let own = SubscriptionID(UniqueID(bits: 3))
    let amount: Money

    init() throws { amount = Money(minorUnits: 100, currency: try #require(Currency("usd"))) }

    func calls(of client: ProviderClient) -> [@Sendable () async -> Void] {
        intents(client) + customers(client.customers) + subscriptions(client.subscriptions)
            + afterwards(client.invoices, client.refunds) + catalog(client.catalog)
    }

    private var refund: RefundOrder { RefundOrder(intent: intent, key: key, amount: amount, sessionID: session) }

    private var change: ChangeOrder {
        ChangeOrder(subscription, key: key, price: .existing("price_1"), proration: .none)
    }

    private func intents(_ client: ProviderClient) -> [@Sendable () async -> Void] {
        [
            { _ = await client.createIntent(IntentOrder(sessionID: session, amount: amount, livemode: false)) },
            {
                _ = await client.confirmIntent(
                    ConfirmOrder(intent: intent, key: key, paymentMethod: nil, returnURL: nil))
            },
            { _ = try? await client.lookUpIntent(intent) }, { _ = try? await client.cancelIntent(intent) },
            { _ = try? await client.refund(refund) },
        ]
    }

    private func customers(_ client: CustomerCalls) -> [@Sendable () async -> Void] {
        [
            { _ = try? await client.create(CustomerOrder(customerID: customer)) },
            { _ = try? await client.find(CustomerSearch(customerID: customer)) },
            { try? await client.attachPaymentMethod(AttachOrder(paymentMethod: "pm_1", customer: "cus_1")) },
        ]
    }

    private func subscriptions(_ client: SubscriptionCalls) -> [@Sendable () async -> Void] {
        [
            {
                _ = try? await client.create(
                    SubscriptionOrder(
                        subscriptionID: own, key: key, customer: "cus_1", paymentMethod: nil,
                        price: .existing("price_1"), beginning: .trial(until: .latest), livemode: false))
            },
            { _ = try? await client.lookUp(subscription) },
            { _ = try? await client.find(SubscriptionSearch(subscriptionID: own, customer: "cus_1")) },
            { _ = try? await client.list(SubscriptionList(.all)) },
            { _ = try? await client.cancel(CancelOrder(subscription, key: key, time: .now)) },
            { _ = try? await client.reactivate(ReactivateOrder(subscription, key: key)) },
            { _ = try? await client.changePrice(change) }, { _ = try? await client.previewChange(change) },
        ]
    }

    private func afterwards(_ invoices: InvoiceCalls, _ refunds: RefundCalls) -> [@Sendable () async -> Void] {
        [
            { _ = try? await invoices.lookUp(InvoiceReference(providerID: "in_1")) },
            { _ = try? await invoices.find(intent) },
            { _ = try? await invoices.list(InvoiceList(of: subscription)) },
            { _ = try? await refunds.create(refund) },
            { _ = try? await refunds.lookUp(RefundReference(providerID: "re_1")) },
            { _ = try? await refunds.list(intent) },
        ]
    }

    private func catalog(_ client: CatalogCalls) -> [@Sendable () async -> Void] {
        [
            { _ = try? await client.listProducts(CatalogList()) },
            { _ = try? await client.listPrices(CatalogList()) },
        ]
    }
}
