import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import Payments

/// A checkout's change of a subscription that runs: the same rules as for a merchant's own change of it, and the price that
/// its provider works out.
struct OrderedChange: Sendable {
    let plan: SubscriptionPlan
    let offer: Offer
    let change: PlanChange

    /// A period of ours begins with the payment, and the provider's when it makes the subscription, by a clock of its own.
    private static let providerDelay = Duration.seconds(60)

    static func find(
        _ request: OrderRequest, of record: SubscriptionRecord, _ services: APIServices
    ) async throws -> OrderedChange {
        try request.refuseWhatIsNoChange(of: record)
        let (plan, offer) = try await PlanChangeRequest(request).wanted(of: record, services)
        guard plan != record.state.plan else { throw APIError.planUnchanged(record) }
        // The provider counts in seconds, and in none before its period.
        let start = record.state.currentPeriod.map { $0.lowerBound + Self.providerDelay } ?? .earliest
        let time = max(Timestamp(unixSeconds: services.now.unixSeconds), start)
        let outcome = try await services.flow.subscriptions.previewChange(record.id, to: plan, at: time)
        let preview = try outcome.preview()
        guard case .preview(_, let shown) = outcome, plan != shown.state.plan else {
            throw APIError.planUnchanged(record)
        }
        let proration = Proration(
            credited: preview.credited, charged: preview.charged, total: preview.total,
            explanation: preview.explanation)
        return OrderedChange(
            plan: plan, offer: offer,
            change: PlanChange(
                basis: .init(shown.state), previewedAt: time, proration: proration, due: preview.dueNow))
    }
}
