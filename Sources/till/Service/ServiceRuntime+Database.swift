import EventLoop
import HTTPServer
import Postgres

extension ServiceRuntime {
    /// Starts the service on the real database, and says what bounds it.
    static func start(
        _ configuration: Configuration, on group: EventLoopGroup, connection: DatabaseConnection,
        control: EventLoop, log: Logger
    ) async throws(CommandFailure) -> ServiceRuntime {
        let configuration = try await withPort(configuration, on: group)
        let plan = try CheckoutPlan(configuration, publicURL: configuration.publicURL ?? configuration.listen.url)
        let pools = try await pools(connection.target, on: group, size: configuration.databasePoolSize)
        let database = ServiceDatabase.live(connection, pools)
        var checkout = ServiceCheckout.none
        let runtime: ServiceRuntime
        do throws(CommandFailure) {
            checkout = try await self.checkout(plan, connection.target, pools, log)
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

    /// With port 0 a free one is picked before anything starts, since the URLs that are handed out name it.
    private static func withPort(
        _ configuration: Configuration, on group: EventLoopGroup
    ) async throws(CommandFailure) -> Configuration {
        guard configuration.listen.port == 0, let loop = group.loops.first else { return configuration }
        var configuration = configuration
        let wanted = configuration.listen
        do {
            configuration.listen = try await loop.submit {
                let probe = try TCPListener.listen(
                    on: wanted, loop: loop, backlog: 1, reusePort: false, onAccept: { $0.close() }, onError: { _ in })
                defer { probe.close() }
                return probe.localAddress
            }
        } catch {
            throw CommandFailure(
                .osError, "It is not possible to listen on \(wanted): \(error). TILL_LISTEN names another address.")
        }
        return configuration
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
