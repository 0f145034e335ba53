package import Checkout

/// What the service asks of a provider about subscriptions. All but the lists answer how the subscription stands
/// afterwards.
package struct SubscriptionCalls: Sendable {
    package typealias Act<Order> = @Sendable (Order) async throws(ProviderFailure) -> SubscriptionReport

    /// The same order is the same subscription however often it is sent.
    package var create: Act<SubscriptionOrder>
    package var lookUp: Act<SubscriptionReference>
    /// The one that was made for one of ours, for when nobody knows whether it was. Nil when there is none.
    package var find: @Sendable (SubscriptionSearch) async throws(ProviderFailure) -> SubscriptionReport?
    package var list: @Sendable (SubscriptionList) async throws(ProviderFailure) -> ProviderPage<SubscriptionReport>
    package var cancel: Act<CancelOrder>
    /// Takes a cancellation back that has not come yet.
    package var reactivate: Act<ReactivateOrder>
    package var changePrice: Act<ChangeOrder>
    /// What that change would cost, when it is made at the order's time.
    package var previewChange: @Sendable (ChangeOrder) async throws(ProviderFailure) -> ChangePreview

    package init(
        create: @escaping Act<SubscriptionOrder>, lookUp: @escaping Act<SubscriptionReference>,
        find: @escaping @Sendable (SubscriptionSearch) async throws(ProviderFailure) -> SubscriptionReport?,
        list: @escaping @Sendable (SubscriptionList) async throws(ProviderFailure) -> ProviderPage<SubscriptionReport>,
        cancel: @escaping Act<CancelOrder>, reactivate: @escaping Act<ReactivateOrder>,
        changePrice: @escaping Act<ChangeOrder>,
        previewChange: @escaping @Sendable (ChangeOrder) async throws(ProviderFailure) -> ChangePreview
    ) {
        self.create = create
        self.lookUp = lookUp
        self.find = find
        self.list = list
        self.cancel = cancel
        self.reactivate = reactivate
        self.changePrice = changePrice
        self.previewChange = previewChange
    }
}
