import Checkout
import EventLoop
import HTTPServer
import Postgres

/// The running service, the same for `till serve` and `till dev`: loops, server, probes, metrics.
final class ServiceRuntime: Sendable {
    /// What it takes to write down that a call was cut off, with the adapter's retries.
    private static let settlingTime = Duration.seconds(4)

    /// Where it listens, with the port that was picked.
    let address: SocketAddress

    private let group: EventLoopGroup
    private let server: ServerGroup
    private let database: ServiceDatabase
    private let checkout: ServiceCheckout
    private let health: ServiceHealth
    private let probing: Task<Void, Never>
    private let plan: DrainPlan
    private let drainDelay: Duration
    private let control: EventLoop
    private let log: Logger

    private init(
        address: SocketAddress, group: EventLoopGroup, server: ServerGroup, database: ServiceDatabase,
        checkout: ServiceCheckout, health: ServiceHealth, probing: Task<Void, Never>, configuration: Configuration,
        control: EventLoop,
        log: Logger
    ) {
        self.address = address
        self.group = group
        self.server = server
        self.database = database
        self.checkout = checkout
        self.health = health
        self.probing = probing
        self.control = control
        self.log = log
        plan = DrainPlan(
            deadline: .seconds(configuration.drainSeconds), streamWindow: .seconds(configuration.streamDrainSeconds))
        drainDelay = .seconds(configuration.drainDelaySeconds)
    }

    /// Starts everything and returns once connections are accepted. To be called on `control`, the loop of the
    /// command, which the probe runs on so that it works however busy the others are.
    static func start(
        _ configuration: Configuration, on group: EventLoopGroup, database: ServiceDatabase,
        checkout: ServiceCheckout = .none, control: EventLoop, log: Logger
    ) async throws(CommandFailure) -> ServiceRuntime {
        let health = ServiceHealth(clock: control.clock, log: log)
        await health.probeOnce(database)
        let meters = group.loops.map { LoopLagMeter(loop: $0) }
        for meter in meters { meter.loop.execute { meter.start() } }
        let servers = Locked<ServerGroup?>(nil)
        let routes = ServiceRoutes(
            health: { health.report },
            metrics: { await Self.metrics(servers.withLock { $0 }, database, checkout, meters, health) })
        let server = try await listen(configuration, group, routes, checkout, log)
        servers.withLock { $0 = server }
        let probing = control.startTask { await health.keepProbing(database, on: control) }
        return ServiceRuntime(
            address: server.localAddress ?? configuration.listen, group: group, server: server, database: database,
            checkout: checkout, health: health, probing: probing, configuration: configuration, control: control,
            log: log)
    }

    private static func listen(
        _ configuration: Configuration, _ group: EventLoopGroup, _ routes: ServiceRoutes,
        _ checkout: ServiceCheckout, _ log: Logger
    ) async throws(CommandFailure) -> ServerGroup {
        let logs = group.loops.map { AccessLog(loop: $0, log: log) }
        var options = ServerOptions()
        options.trustedProxies = TrustedProxies(configuration.trustedProxies)
        if let limit = configuration.maxConnections {
            options.maximumConnections = min(limit, options.maximumConnections)
        }
        options.hooks.onAnswer = { record in
            let current = EventLoop.current
            logs.first { $0.loop === current }?.record(record)
        }
        options.hooks.onAcceptError = { error in
            log.warning("A connection could not be accepted", ["error": "\(error)"])
        }
        do {
            return try await ServerGroup.start(on: group.loops, address: configuration.listen, options: options) {
                loop in
                try Application(
                    middleware: [ErrorReporting.middleware] + checkout.middleware,
                    onError: { ErrorReporting.report($0, to: log) },
                    routes: { table in
                        routes.add(to: &table)
                        checkout.addRoutes(loop, routes.dashboard, &table)
                    })
            }
        } catch {
            throw CommandFailure(
                .osError,
                "It is not possible to listen on \(configuration.listen): \(error). TILL_LISTEN names another address.")
        }
    }

    private static func metrics(
        _ server: ServerGroup?, _ database: ServiceDatabase, _ checkout: ServiceCheckout, _ meters: [LoopLagMeter],
        _ health: ServiceHealth
    ) async -> MetricsPage? {
        guard let metrics = try? await server?.snapshot() else { return nil }
        var lags: [Duration] = []
        for meter in meters { lags.append((try? await meter.loop.submit { meter.worst }) ?? .zero) }
        var counts = checkout.counts()
        counts.openReviews = await checkout.openReviews()
        return MetricsPage(
            server: metrics, pools: await database.pools(), loopLags: lags, isReady: health.report.isReady,
            process: .current(), checkout: counts, work: await checkout.work(),
            now: Timestamp(unixNanoseconds: Clock.system.unixNanoseconds()))
    }

    /// Ends without losing a request: first `/readyz` says so, then nothing new is accepted, running requests finish,
    /// streams end over their window, background work finishes what it holds, and what is left at the deadline is cut.
    func drain() async {
        health.drainBegan()
        log.notice("Draining")
        if drainDelay > .zero { try? await control.sleep(for: drainDelay) }
        // Beside the requests: what runs in the background needs as long as they do. Calls of the provider end before the
        // deadline, so that whoever waits for one gets an answer and what it led to is still written down.
        checkout.beginStopping(plan.deadline - min(Self.settlingTime, plan.deadline / 2))
        await server.drain(plan)
        await checkout.stop()
        probing.cancel()
        await database.shutdown()
        await group.stop()
        log.notice("Stopped")
    }
}
