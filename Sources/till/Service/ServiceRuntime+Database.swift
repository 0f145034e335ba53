import EventLoop
import HTTPServer
import Postgres

extension ServiceRuntime {
    /// Starts the service on the real database, and says what bounds it. With a merchant to show things by, also a shop.
    static func start(
        _ configuration: Configuration, on group: EventLoopGroup, connection: DatabaseConnection,
        demo: DemoMerchant? = nil, control: EventLoop, log: Logger
    ) async throws(CommandFailure) -> ServiceRuntime {
        let reserved = try reservedPort(configuration.listen)
        defer { withExtendedLifetime(reserved) {} }
        var configuration = configuration
        configuration.listen = reserved?.address ?? configuration.listen
        let plan = try CheckoutPlan(configuration, publicURL: configuration.publicURL ?? configuration.listen.url)
        let pools = try await pools(connection.target, on: group, size: configuration.databasePoolSize)
        let database = ServiceDatabase.live(connection, pools)
        var checkout = ServiceCheckout.none
        let runtime: ServiceRuntime
        do throws(CommandFailure) {
            checkout = try await self.checkout(plan, connection.target, pools, log)
            if let demo { checkout = checkout.with(try await shop(demo, configuration, group)) }
            runtime = try await start(
                configuration, on: group, database: database, checkout: checkout, control: control, log: log)
        } catch {
            checkout.beginStopping(.zero)
            await checkout.stop()
            // Connections may only be closed on their own loops.
            await database.shutdown()
            await group.stop()
            throw error
        }
        if let sentence = DescriptorBound.sentence(
            limit: DescriptorLimit.current, wanted: configuration.maxConnections)
        {
            log.notice(sentence)
        }
        return runtime
    }

    private static func shop(
        _ demo: DemoMerchant, _ configuration: Configuration, _ group: EventLoopGroup
    ) async throws(CommandFailure) -> DemoShop {
        let till = configuration.listen.url
        do {
            return try await DemoShop.start(
                demo, till: till, site: configuration.publicURL ?? till,
                isSimulated: configuration.stripe.isSomebodyElse, on: group.loops)
        } catch {
            throw CommandFailure(.software, "The demo shop does not start: \(error).")
        }
    }

    /// With port 0 a free one is picked before anything starts, since the URLs that are handed out name it. It stays ours
    /// until the server listens: two processes on one port would share its connections.
    private static func reservedPort(_ wanted: SocketAddress) throws(CommandFailure) -> ReservedPort? {
        guard wanted.port == 0 else { return nil }
        do throws(LoopError) {
            return try ReservedPort(on: wanted)
        } catch {
            throw CommandFailure(
                .osError, "It is not possible to listen on \(wanted): \(error). TILL_LISTEN names another address.")
        }
    }

    private static func pools(
        _ target: PostgresTarget, on group: EventLoopGroup, size: Int
    ) async throws(CommandFailure) -> PostgresPools {
        var options = PoolOptions()
        options.maximumConnections = size
        do {
            return try await PostgresPools.start(target, on: group.loops, pool: options)
        } catch {
            throw CommandFailure(.software, "The database pools do not start: \(error).")
        }
    }

    private static func checkout(
        _ plan: CheckoutPlan, _ target: PostgresTarget, _ pools: PostgresPools, _ log: Logger
    ) async throws(CommandFailure) -> ServiceCheckout {
        do {
            return try await CheckoutService.start(plan, target: target, pools: pools.pools, log: log).served
        } catch {
            throw CommandFailure(.software, "The checkout does not start: \(error).")
        }
    }
}
