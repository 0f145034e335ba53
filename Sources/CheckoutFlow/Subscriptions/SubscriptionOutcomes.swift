package import Checkout
package import CheckoutStore
package import Payments

/// What came of a change that somebody asked for.
package enum SubscriptionChangeOutcome: Sendable {
    /// Done at the provider and here.
    case settled(SubscriptionRecord)
    /// By our rules; nothing was done.
    case refused(SubscriptionRefusal, SubscriptionRecord)
    /// The provider will not do it.
    case refusedByProvider(reason: String, SubscriptionRecord)
    /// Provably nothing was done; or, if the failure says that it may have been, it is found out in the background.
    case providerFailed(ProviderFailure, SubscriptionRecord)
    /// Another call of this subscription is under way and did not end in time. Nothing was done.
    case pending(SubscriptionRecord)
    /// No key for its provider in its mode. Nothing was done.
    case notConfigured(SubscriptionRecord)
    case notFound
}

/// What a change would cost.
package enum ChangePreviewOutcome: Sendable {
    case preview(ChangePreview, SubscriptionRecord)
    case refused(SubscriptionRefusal, SubscriptionRecord)
    case refusedByProvider(reason: String, SubscriptionRecord)
    case failed(ProviderFailure, SubscriptionRecord)
    /// A call of this subscription is under way and did not end in time.
    case pending(SubscriptionRecord)
    case notConfigured(SubscriptionRecord)
    case notFound
}
