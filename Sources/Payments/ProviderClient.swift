package import Checkout

/// What the service asks of a payment provider, in the rules' own words. Every provider's adapter makes one of these.
///
/// Nothing here throws for a declined payment: a decline is an answer. A `ProviderFailure` is the lack of one, or of what
/// was asked for a refusal; `mayHaveActed` says which.
package struct ProviderClient: Sendable {
    /// A payment intent, or for a trial a setup intent. The same order is the same intent however often it is sent.
    package var createIntent: @Sendable (IntentOrder) async -> CreateAnswer
    package var confirmIntent: @Sendable (ConfirmOrder) async -> ConfirmAnswer
    package var lookUpIntent: @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport
    /// How the intent stands afterwards, which is not canceled when it could not be any more.
    package var cancelIntent: @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport
    /// A session's own refund, of which there is one.
    package var refund: @Sendable (RefundOrder) async throws(ProviderFailure) -> RefundAnswer
    package var customers: CustomerCalls
    package var subscriptions: SubscriptionCalls
    package var invoices: InvoiceCalls
    package var refunds: RefundCalls
    package var catalog: CatalogCalls

    package init(
        createIntent: @escaping @Sendable (IntentOrder) async -> CreateAnswer,
        confirmIntent: @escaping @Sendable (ConfirmOrder) async -> ConfirmAnswer,
        lookUpIntent: @escaping @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport,
        cancelIntent: @escaping @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport,
        refund: @escaping @Sendable (RefundOrder) async throws(ProviderFailure) -> RefundAnswer,
        customers: CustomerCalls, subscriptions: SubscriptionCalls, invoices: InvoiceCalls, refunds: RefundCalls,
        catalog: CatalogCalls
    ) {
        self.createIntent = createIntent
        self.confirmIntent = confirmIntent
        self.lookUpIntent = lookUpIntent
        self.cancelIntent = cancelIntent
        self.refund = refund
        self.customers = customers
        self.subscriptions = subscriptions
        self.invoices = invoices
        self.refunds = refunds
        self.catalog = catalog
    }
}
