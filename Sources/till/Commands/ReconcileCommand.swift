import BackgroundWork
import CheckoutAPI
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPClient
import Payments
import Postgres
import Stripe

/// `till reconcile`: what a running service compares bit by bit, all at once and told.
struct ReconcileCommand: Sendable {
    var options: ReconcileOptions
    var configuration: Configuration
    var databaseURL: DatabaseURL
    var console: Console

    func run(on loop: EventLoop) async throws(CommandFailure) {
        let termination = try Termination.watch(on: loop, console: console)
        let livemode = try mode()
        let connection = try DatabaseConnection.open(databaseURL, on: loop)
        try await connection.waitUntilReachable(seconds: configuration.databaseWaitSeconds, log: console.log)
        if let refusal = DatabaseRefusal.of(try await connection.schema()) { throw refusal }
        let outcome = try await termination.cancelling(on: loop) { () async throws(CommandFailure) in
            do {
                return try await reconcile(livemode, connection)
            } catch {
                throw AdministrationCommand.failure(error, connection)
            }
        }
        await connection.pool.shutdown()
        StandardOutput.print(options.json ? outcome.json : outcome.text)
        if let failure = outcome.failure { throw failure }
    }

    /// The key's: what was paid in the other mode, it cannot see.
    private func mode() throws(CommandFailure) -> Bool {
        guard let settings = configuration.stripe.settings else {
            throw CommandFailure(
                .configuration, "STRIPE_SECRET_KEY is not set: without it there is nothing to compare with.")
        }
        let livemode = settings.livemode ?? options.livemode ?? false
        if let wanted = options.livemode, wanted != livemode {
            throw CommandFailure(
                .refused,
                "STRIPE_SECRET_KEY is a \(livemode ? "live" : "test") key: it does not see what is in the other mode.")
        }
        return livemode
    }

    private func reconcile(
        _ livemode: Bool, _ connection: DatabaseConnection
    ) async throws -> ReconciliationOutcome {
        let loop = connection.pool.loop
        var order = ReconciliationOrder(livemode: livemode, since: .seconds(options.days * 86_400))
        if let reference = options.organization {
            order.organizationID = try await Merchants(pool: connection.pool).organization(reference).id
        }
        let plan = try CheckoutPlan(configuration, publicURL: configuration.publicURL ?? configuration.listen.url)
        let pool = PostgresPool(connection.target, loop: loop)
        let feed = try await EventFeed.start(connection.target, pools: [pool])
        let client = try HTTPClient(loop: loop)
        let journal = CheckoutJournal(log: console.log, expectsWebhooks: false)
        let body = SessionBody(plan.settings)
        let store = SessionStore(pool, feed: feed) { record in body.publicBody(record) }
        let providers = try plan.providers(client: client, loop: loop, pacer: CallPacer(loop: loop), journal)
        let flow = plan.flow(store, feed, providers, journal)
        let result = await Self.result(of: flow, order)
        await flow.drained()
        await client.shutDown()
        try await feed.stop()
        await pool.shutdown()
        return try result.get()
    }

    /// What was compared until a signal came is told, too.
    private static func result(
        of flow: CheckoutFlow, _ order: ReconciliationOrder
    ) async -> Result<ReconciliationOutcome, any Error> {
        let soFar = Locked(ReconciliationReport())
        do {
            let report = try await flow.reconcile(order) { part in soFar.withLock { $0.add(part) } }
            return .success(ReconciliationOutcome(report: report))
        } catch is CancellationError {
            return .success(ReconciliationOutcome(report: soFar.withLock { $0 }, isCutShort: true))
        } catch {
            return .failure(error)
        }
    }
}
