import Checkout
import HTTPMessages
import Payments

extension StripeProvider {
    var subscriptions: SubscriptionCalls {
        SubscriptionCalls(
            create: { order throws(ProviderFailure) in try await createSubscription(order) },
            lookUp: { reference throws(ProviderFailure) in try await lookUpSubscription(reference) },
            find: { search throws(ProviderFailure) in try await findSubscription(search) },
            list: { list throws(ProviderFailure) in try await listSubscriptions(list) },
            cancel: { order throws(ProviderFailure) in try await cancelSubscription(order) },
            reactivate: { order throws(ProviderFailure) in try await reactivateSubscription(order) },
            changePrice: { order throws(ProviderFailure) in try await changePrice(order) },
            previewChange: { order throws(ProviderFailure) in try await previewChange(order) })
    }

    static func path(_ subscription: SubscriptionReference) -> String {
        "/v1/subscriptions/\(StripeCall.segment(subscription.providerID))"
    }

    /// Makes a call whose answer is that subscription.
    func report(
        _ call: StripeCall, on subscription: SubscriptionReference
    ) async throws(ProviderFailure) -> SubscriptionReport {
        try await perform(call) { object throws(UnreadableMember) in try Self.report(object, on: subscription) }
    }

    static func report(
        _ object: JSONObject, on subscription: SubscriptionReference
    ) throws(UnreadableMember) -> SubscriptionReport {
        let report = try SubscriptionReport(stripe: object, accountID: subscription.accountID)
        guard report.providerID == subscription.providerID else { throw UnreadableMember("id") }
        return report
    }
}
