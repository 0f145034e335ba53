import Checkout
import CheckoutStore
import EventLoop
import Payments

/// What paid checkouts turned into, as the provider has it: asks for what subscriptions owe, and tells their rules what it
/// answers. Part of its loop's flow, under the same promises.
package struct SubscriptionFlow: Sendable {
    let flow: CheckoutFlow

    var store: SubscriptionStore { flow.subscriptionStore }

    func provider(of record: SubscriptionRecord) -> ProviderClient? {
        flow.providers.connected(record.terms.provider, livemode: record.terms.livemode)?.client
    }

    func observe(_ transition: SubscriptionTransition, of record: SubscriptionRecord) {
        guard let review = transition.review else { return }
        flow.events.reviewOpened(.subscription(record.id), review.detail)
    }
}

extension CheckoutFlow {
    package var subscriptions: SubscriptionFlow { SubscriptionFlow(flow: self) }
}

// MARK: Performing effects

extension SubscriptionFlow {
    /// Performs what a committed transition asks for, and what follows from that. The caller's end does not end it.
    @discardableResult
    func begin(
        _ transition: SubscriptionTransition, of record: SubscriptionRecord
    ) -> BackgroundTasks.Running<SubscriptionChainEnd>? {
        observe(transition, of: record)
        return begin(SubscriptionChain(flow, transition.effects, of: record))
    }

    private func begin(_ chain: SubscriptionChain) -> BackgroundTasks.Running<SubscriptionChainEnd>? {
        guard !chain.isDone else { return nil }
        return flow.tasks.start {
            var chain = chain
            await chain.run()
            return chain.end
        }
    }

    /// The same, and waits for its end as long as a caller can be kept waiting.
    func settle(
        _ transition: SubscriptionTransition, of record: SubscriptionRecord
    ) async throws -> SubscriptionChainEnd {
        guard let running = begin(transition, of: record) else { return SubscriptionChainEnd(record: record) }
        guard let end = await running.value(within: flow.patience.caller) else {
            return SubscriptionChainEnd(record: try await store.find(record.id) ?? record)
        }
        if let error = end.error { throw error }
        return end
    }
}
