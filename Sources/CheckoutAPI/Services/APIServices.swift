package import Checkout
package import CheckoutFlow
package import CheckoutStore
package import EventLoop
package import HTTPMessages
package import Payments

/// What the API of one loop works with.
///
/// An object that never changes rather than a value: every request passes it on, and a reference is cheap to pass.
package final class APIServices: Sendable {
    package let store: SessionStore
    package let feed: EventFeed
    package let flow: CheckoutFlow
    package let organizations: Organizations
    package let apiKeys: APIKeys
    package let tokenRevocations: TokenRevocations
    package let catalog: Catalog
    package let customers: Customers
    package let refunds: RefundStore
    package let reviews: Reviews
    package let subscriptions: SubscriptionStore
    package let entitlements: Entitlements
    package let idempotency: Idempotency
    package let providers: Providers
    package let keys: ServiceKeys
    package let settings: APISettings
    /// One for the whole process.
    package let limits: RateLimits
    package let clock: Clock
    package let observer: APIObserver
    let keyUses: KeyUses
    let body: SessionBody
    let streams: SessionStreams

    /// On the store's loop. Look-ups go together because there is one of each.
    package init(
        store: SessionStore, feed: EventFeed, flow: CheckoutFlow, providers: Providers, keys: ServiceKeys,
        settings: APISettings,
        limits: RateLimits, clock: Clock, observer: APIObserver = .ignoring
    ) {
        self.store = store
        self.feed = feed
        self.flow = flow
        self.providers = providers
        self.keys = keys
        self.settings = settings
        self.limits = limits
        self.clock = clock
        self.observer = observer
        organizations = Organizations(store.pool)
        apiKeys = APIKeys(store.pool)
        tokenRevocations = TokenRevocations(store.pool)
        catalog = Catalog(store.pool)
        customers = Customers(store.pool)
        refunds = RefundStore(store.pool)
        reviews = Reviews(store.pool)
        subscriptions = SubscriptionStore(store.pool)
        entitlements = Entitlements(store.pool)
        idempotency = Idempotency(store.pool)
        keyUses = KeyUses(apiKeys, loop: store.loop, clock: clock, observer: observer)
        body = SessionBody(settings)
        streams = SessionStreams(loop: store.loop, feed: feed)
    }

    package var now: Timestamp { Timestamp(unixNanoseconds: clock.unixNanoseconds()) }
}

extension APIServices {
    /// Counts one request of whoever has this id; throws 429 when it is too much.
    package func admit<Kind: IdentifierKind>(_ scope: RateScope, _ id: Identifier<Kind>) throws(APIError) {
        try admit(scope, RateSubject(id))
    }

    package func admit(_ scope: RateScope, addressOf request: HTTPRequest) throws(APIError) {
        try admit(scope, RateSubject(address: request.clientAddress))
    }

    private func admit(_ scope: RateScope, _ subject: RateSubject) throws(APIError) {
        do {
            try limits.admit(scope, subject, at: clock.now())
        } catch {
            observer.heard(.rateLimited(scope))
            throw error
        }
    }
}
