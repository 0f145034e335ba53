import EventLoop
import Postgres

/// `till serve`: the service against a database that is there already.
struct ServeCommand: Sendable {
    var configuration: Configuration
    var databaseURL: DatabaseURL
    var console: Console
    var notifier: ServiceNotifier

    /// Runs on `loop` until a signal ends it.
    func run(on loop: EventLoop) async throws(CommandFailure) {
        let termination = try Termination.watch(on: loop, console: console)
        let group = try EventLoops.start(configuration)
        let runtime = try await termination.cancelling(on: loop) { () async throws(CommandFailure) in
            try await start(on: loop, group)
        }
        console.log.notice(
            "Serving",
            [
                "url": .string(runtime.address.url), "version": .string(Version.current),
                "loops": .integer(group.loops.count),
            ])
        notifier.tell(.ready)
        _ = await termination.requested.wait()
        notifier.tell(.stopping)
        await runtime.drain()
    }

    private func start(
        on loop: EventLoop, _ group: EventLoopGroup
    ) async throws(CommandFailure) -> ServiceRuntime {
        let connection = try DatabaseConnection.open(databaseURL, on: loop)
        try await connection.waitUntilReachable(seconds: configuration.databaseWaitSeconds, log: console.log)
        let settings = try await connection.settings()
        if let refusal = DatabaseRefusal.of(settings, allowsUnsafe: configuration.allowUnsafeDatabase) { throw refusal }
        for problem in settings.durabilityProblems { console.log.warning("Allowed to serve all the same: \(problem)") }
        if let refusal = DatabaseRefusal.of(try await connection.schema()) { throw refusal }
        return try await ServiceRuntime.start(
            configuration, on: group, connection: connection, control: loop, log: console.log)
    }
}
