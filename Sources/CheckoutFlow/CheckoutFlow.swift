package import Checkout
package import CheckoutStore
package import EventLoop
package import Payments
import Postgres

/// The one place that asks payment providers for anything, and tells the rules what they answer. One for each loop.
///
/// An effect is begun only after its transition is committed, and goes on whoever stops waiting for it. What fails or gets
/// lost is still owed by the session's state, which takes it up again when it comes due.
///
/// `@unchecked Sendable`: handlers carry it into their tasks; every entry point traps off its loop.
package final class CheckoutFlow: @unchecked Sendable {
    let store: SessionStore
    let feed: EventFeed
    let providers: Providers
    let keys: ServiceKeys
    /// Where the provider sends the buyer back to: always an address of ours.
    let returnURL: @Sendable (CheckoutSessionID) -> String
    let events: FlowObserver
    let patience: FlowPatience
    let subscriptionStore: SubscriptionStore
    let refunds: RefundStore
    let organizations: Organizations
    let customers: Customers
    let catalog: Catalog
    let providerEvents: ProviderEvents
    let reviews: Reviews
    let comparisons: Comparisons
    let idempotencyKeys: Idempotency
    let tasks: BackgroundTasks
    var readPace = StatusReadPace()
    private let clock: Clock

    package init(
        store: SessionStore, feed: EventFeed, providers: Providers, keys: ServiceKeys,
        returnURL: @escaping @Sendable (CheckoutSessionID) -> String, clock: Clock, events: FlowObserver,
        patience: FlowPatience = FlowPatience()
    ) {
        store.loop.preconditionCurrent()
        self.store = store
        self.feed = feed
        self.providers = providers
        self.keys = keys
        self.returnURL = returnURL
        self.clock = clock
        self.events = events
        self.patience = patience
        subscriptionStore = SubscriptionStore(store.pool)
        refunds = RefundStore(store.pool)
        organizations = Organizations(store.pool)
        customers = Customers(store.pool)
        catalog = Catalog(store.pool)
        providerEvents = ProviderEvents(store.pool)
        reviews = Reviews(store.pool)
        comparisons = Comparisons(store.pool)
        idempotencyKeys = Idempotency(store.pool)
        tasks = BackgroundTasks(loop: store.loop)
    }

    var loop: EventLoop { store.loop }
    var now: Timestamp { Timestamp(unixNanoseconds: clock.unixNanoseconds()) }
    /// For patience: the clock of the loop's own timers.
    var monotonicNow: MonotonicTime { loop.clock.now() }

    /// Returns when everything this loop had begun has ended, and what followed from it.
    package func drained() async {
        loop.preconditionCurrent()
        await tasks.drained()
    }

    func provider(of terms: SessionTerms) -> ConnectedProvider? {
        providers.connected(terms.provider, livemode: terms.merchant.livemode)
    }
}

// MARK: Lines of the timeline

extension CheckoutFlow {
    /// A session with as many lines has told its story; whoever goes on asking in vain shall not fill the disk.
    private static let mostLines = 500

    /// In the background: who was turned away need not wait for the line about it.
    func note(_ record: SessionRecord, _ line: @escaping @Sendable (SessionMachine) -> Transition) {
        guard record.lastSequence < Self.mostLines else { return }
        let id = record.id
        tasks.start {
            do {
                _ = try await self.apply(id) { line($0) }
            } catch {
                self.events.backgroundFailed(.session(id), error)
            }
        }
    }
}

// MARK: Performing effects

extension CheckoutFlow {
    /// Performs what a committed transition asks for, and what follows from that. The caller's end does not end it.
    @discardableResult
    func begin(
        _ transition: Transition, of record: SessionRecord, _ idempotency: IdempotencyUse? = nil
    ) -> BackgroundTasks.Running<ChainEnd>? {
        let chain = EffectChain(self, transition, of: record, idempotency)
        guard !chain.isDone else { return nil }
        return tasks.start {
            var chain = chain
            await chain.run()
            return chain.end
        }
    }

    /// The same, and waits for its end as long as a caller can be kept waiting.
    func settle(
        _ transition: Transition, of record: SessionRecord, _ idempotency: IdempotencyUse? = nil,
        within patience: Duration? = nil
    ) async throws -> ChainEnd {
        guard let running = begin(transition, of: record, idempotency) else { return ChainEnd(record: record) }
        guard let end = await running.value(within: patience ?? self.patience.caller) else {
            return ChainEnd(record: try await store.record(record.id) ?? record, isLate: true)
        }
        if let error = end.error { throw error }
        return end
    }

    /// For a request whose last act was no write of its own.
    func keepAnswer(of record: SessionRecord, _ idempotency: IdempotencyUse?) async throws {
        guard let idempotency, let answer = idempotency.answer(record) else { return }
        try await idempotencyKeys.finish(idempotency.claim, answer)
    }
}
