import EventLoop
import HTTPServer

extension ServiceRuntime {
    /// Starts the service on the real database, and says what bounds it.
    static func start(
        _ configuration: Configuration, on group: EventLoopGroup, connection: DatabaseConnection,
        control: EventLoop, log: Logger
    ) async throws(CommandFailure) -> ServiceRuntime {
        let database = try await ServiceDatabase.live(
            connection, on: group, poolSize: configuration.databasePoolSize)
        let runtime: ServiceRuntime
        do throws(CommandFailure) {
            runtime = try await start(configuration, on: group, database: database, control: control, log: log)
        } catch {
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
}
