import Checkout
import CheckoutStore
import EventLoop
import Payments

/// What providers tell unasked about subscriptions and their bills.
///
/// Merchants have subscriptions in their accounts that we know nothing of, and each of their events reaches us, too. One that
/// names none of ours waits a few minutes for its subscription, and is then ignored; one that does name one of ours is put up
/// for review after an hour.
extension SubscriptionFlow {
    typealias Applied = (outcome: EventOutcome, effects: BackgroundTasks.Running<SubscriptionChainEnd>?)

    /// When this returns the event is durable.
    func received(_ news: SubscriptionNews, _ new: ProviderEvent) async throws -> EventOutcome {
        guard news.providerID != nil else {
            return try await flow.providerEvents.store(new, as: .ignored) ? .ignored : .duplicate
        }
        guard let applied = try await apply(news, from: new.provider, .new(new)) else {
            return try await flow.park(new)
        }
        return applied.outcome
    }

    /// One that was stored before. What it leads to is waited for.
    func receivedAgain(_ news: SubscriptionNews, _ stored: StoredProviderEvent) async throws -> EventOutcome {
        let event = stored.event
        guard let providerID = news.providerID else {
            try await flow.providerEvents.settle(event.id, as: .ignored)
            return .ignored
        }
        if let applied = try await apply(news, from: event.provider, .stored(event.id)) {
            await applied.effects?.finished()
            return applied.outcome
        }
        let reason = "nothing here is \(providerID)"
        guard let named = news.named else { return try await flow.laterOrIgnored(stored, reason) }
        guard EventPatience.mayTryAgain(afterTry: stored.tries) else {
            try await flow.putUpForReview(event, kind: "event_without_subscription", "\(reason); it names \(named)")
            return .forReview
        }
        return try await flow.later(stored, reason)
    }

    /// Nil when we know no such subscription.
    private func apply(
        _ news: SubscriptionNews, from provider: PaymentProvider, _ use: EventUse
    ) async throws -> Applied? {
        guard let id = try await id(of: news, provider) else { return nil }
        let now = flow.now
        let outcome = try await store.apply(id, event: use, at: now) { machine in
            switch news.content {
            case .report(let report): machine.providerEventReceived(report, createdAt: news.createdAt, at: now)
            case .invoice(let invoice): machine.invoiceReported(invoice, at: now)
            }
        }
        switch outcome {
        case .applied(let record, let transition):
            return (transition.review == nil ? .applied : .forReview, begin(transition, of: record))
        case .duplicateEvent: return (.duplicate, nil)
        case .notFound: return nil
        }
    }

    /// By the provider's id. One that is only being made is known by ours, which we left on it; whether it fits is for its
    /// machine to say. A bill can wait until the answer to our call has told the provider's id.
    private func id(of news: SubscriptionNews, _ provider: PaymentProvider) async throws -> SubscriptionID? {
        guard let providerID = news.providerID else { return nil }
        if let known = try await store.id(ofProviderID: providerID, provider: provider) { return known }
        guard case .report(let report) = news.content, let named = report.subscriptionID else { return nil }
        return try await store.find(named)?.id
    }
}
