import BackgroundWork
import CheckoutAPI
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPClient
import HTTPServer
import Pages
import Postgres

/// The checkout of a process: the API of each loop, the feed they share, and what is done unasked.
final class CheckoutService: Sendable {
    /// What one loop has.
    private struct LoopParts: Sendable {
        let loop: EventLoop
        let store: SessionStore
        let client: HTTPClient
        let flow: CheckoutFlow
        let api: CheckoutAPI
    }

    private let parts: [LoopParts]
    private let feed: EventFeed
    private let background: BackgroundWork
    private let backgroundFlow: CheckoutFlow
    private let backgroundPool: PostgresPool
    private let journal: CheckoutJournal
    private let log: Logger
    /// What ends calls that take too long for a drain.
    private let cut = Locked<Task<Void, Never>?>(nil)

    private init(
        parts: [LoopParts], feed: EventFeed, background: BackgroundWork, backgroundFlow: CheckoutFlow,
        on backgroundPool: PostgresPool, journal: CheckoutJournal, log: Logger
    ) {
        self.parts = parts
        self.feed = feed
        self.background = background
        self.backgroundPool = backgroundPool
        self.backgroundFlow = backgroundFlow
        self.journal = journal
        self.log = log
    }

    private var backgroundLoop: EventLoop { backgroundPool.loop }

    // MARK: Starting

    static func start(
        _ plan: CheckoutPlan, target: PostgresTarget, pools: [PostgresPool], log: Logger
    ) async throws -> CheckoutService {
        let feed = try await EventFeed.start(target, pools: pools)
        do {
            return try await start(plan, feed, pools, log)
        } catch {
            // Its listener has a connection of its own.
            try await feed.stop()
            throw error
        }
    }

    private static func start(
        _ plan: CheckoutPlan, _ feed: EventFeed, _ pools: [PostgresPool], _ log: Logger
    ) async throws -> CheckoutService {
        let journal = CheckoutJournal(
            log: log, clock: pools.first?.loop.clock ?? .system, expectsWebhooks: plan.expectsWebhooks)
        let limits = RateLimits(plan.settings.rates)
        let assets = try PageAssets()
        var parts: [LoopParts] = []
        for pool in pools {
            parts.append(try await pool.loop.submit { try makeParts(plan, pool, feed, limits, journal, assets) })
        }
        guard let last = parts.last, let pool = pools.last else { preconditionFailure("a service has a loop") }
        // On one loop, with calls of its own that are held back for the sake of buyers' calls.
        let (work, flow) = try await last.loop.submit {
            let providers = try plan.providers(
                client: last.client, loop: last.loop, pacer: CallPacer(loop: last.loop), journal)
            let flow = plan.flow(last.store, feed, providers, journal)
            let sources: [(WorkSource, WorkPace)] = [
                (.dueSessions(DueWork(pool), flow), WorkPace()),
                (.dueSubscriptions(SubscriptionStore(pool), flow), WorkPace(parallel: 16)),
                (.comparisons(Comparisons(pool), flow), .comparisons), (.sweeps(flow), .sweeps),
                (.dueRefunds(RefundStore(pool), flow), WorkPace(parallel: 8)),
                (.providerEvents(ProviderEvents(pool), flow), WorkPace(parallel: 8)),
                (.webhookWatch(ProviderEvents(pool), journal), .webhookWatch),
                (.pruning(Pruning(pool), clock: last.loop.clock), .pruning),
            ]
            let work = BackgroundWork.start(sources, on: last.loop, observer: journal.work)
            return (work, flow)
        }
        return CheckoutService(
            parts: parts, feed: feed, background: work, backgroundFlow: flow, on: pool, journal: journal, log: log)
    }

    private static func makeParts(
        _ plan: CheckoutPlan, _ pool: PostgresPool, _ feed: EventFeed, _ limits: RateLimits,
        _ journal: CheckoutJournal, _ assets: PageAssets
    ) throws -> LoopParts {
        let loop = pool.loop
        let client = try HTTPClient(loop: loop)
        let body = SessionBody(plan.settings)
        let store = SessionStore(pool, feed: feed) { record in body.publicBody(record) }
        let providers = try plan.providers(client: client, loop: loop, pacer: nil, journal)
        let flow = plan.flow(store, feed, providers, journal)
        let services = APIServices(
            store: store, feed: feed, flow: flow, providers: providers, keys: plan.keys, settings: plan.settings,
            limits: limits, clock: loop.clock, observer: journal.api)
        return LoopParts(loop: loop, store: store, client: client, flow: flow, api: CheckoutAPI(services, assets))
    }

    // MARK: Running

    var served: ServiceCheckout {
        ServiceCheckout(
            middleware: CheckoutAPI.middleware,
            addRoutes: { loop, health, table in
                self.parts.first { $0.loop === loop }?.api.add(to: &table, health: health)
            },
            counts: { self.journal.counts }, work: { await self.background.reports() },
            openReviews: { await self.openReviews() }, beginStopping: { self.beginStopping(patience: $0) },
            stop: { await self.stop() })
    }

    private func openReviews() async -> Int? {
        let reviews = Reviews(backgroundPool)
        return try? await backgroundLoop.run { try await reviews.openCount(within: .milliseconds(500)) }
    }

    // MARK: Ending

    /// What was begun is finished; what a provider does not answer in time is left to whoever finds it due.
    private func beginStopping(patience: Duration) {
        background.beginStopping()
        let task = Task {
            do { try await backgroundLoop.sleep(for: patience) } catch { return }
            log.warning("Calls of the payment provider are cut off; what they were for is taken up again later")
            await shutDownClients()
        }
        cut.withLock { $0 = task }
    }

    private func stop() async {
        await background.stopped()
        await backgroundLoop.run { await self.backgroundFlow.drained() }
        for part in parts { await part.loop.run { await part.flow.drained() } }
        let cut = cut.withLock { $0 }
        cut?.cancel()
        await cut?.value
        await shutDownClients()
        do {
            try await feed.stop()
        } catch {
            log.error("The feed of changes did not stop", ["error": "\(error)"])
        }
    }

    private func shutDownClients() async {
        for part in parts { await part.client.shutDown() }
    }
}
