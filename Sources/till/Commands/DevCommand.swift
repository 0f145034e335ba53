import Cryptography
import EventLoop
import Postgres

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till dev`: the service with a database of its own, for trying it out and for developing against it.
struct DevCommand: Sendable {
    static let standardState = ".till"

    var options: DevOptions
    var configuration: Configuration
    var console: Console

    /// Runs on `loop` until a signal, or the end of the database, ends it.
    func run(on loop: EventLoop) async throws(CommandFailure) {
        let termination = try Termination.watch(on: loop, console: console)
        let state = try StateDirectory.open(options.state ?? Self.standardState, isShared: geteuid() == 0)
        let lock = try StateLock(state)
        let database = try await database(state, on: loop)
        let secret = try secret(state)
        let clock = DevClock()
        let simulator = try await simulator(moving: clock)
        let service = try configuration(with: simulator, secret: secret)
        let group = try EventLoops.start(configuration, clock: clock.clock)
        do throws(CommandFailure) {
            let (runtime, demo) = try await termination.cancelling(on: loop) { () async throws(CommandFailure) in
                try await start(service, database, secret, on: loop, group)
            }
            if let simulator, let webhookSecret = service.stripe.webhookSecrets.first {
                try await simulator.sendWebhooks(to: runtime.address.url, secret: webhookSecret)
            }
            announce(runtime, state, database, demo, simulator, service.stripe.webhookSecrets.first)
            let failure = await firstOf(termination, database.postgres?.gaveUp)
            await runtime.drain()
            unlink(state.description)
            await simulator?.stop()
            await database.postgres?.stop()
            if let failure { throw failure }
        } catch {
            await simulator?.stop()
            await database.postgres?.stop()
            throw error
        }
        _ = consume lock
    }

    /// The database to serve from: one of ours, or the one that DATABASE_URL names.
    struct Database: Sendable {
        private let bound: LoopBound<EmbeddedPostgres>?
        var url: DatabaseURL

        /// Only on the loop.
        var postgres: EmbeddedPostgres? { bound?.value }

        init(url: DatabaseURL, postgres: EmbeddedPostgres?, loop: EventLoop) {
            self.url = url
            bound = postgres.map { LoopBound($0, on: loop) }
        }
    }

    private func database(_ state: StateDirectory, on loop: EventLoop) async throws(CommandFailure) -> Database {
        if let url = configuration.databaseURL {
            if options.reset {
                throw CommandFailure(.usage, "DATABASE_URL is set, and “--reset” only deletes a database of ours.")
            }
            return Database(url: url, postgres: nil, loop: loop)
        }
        let cluster = PostgresCluster(state: state, owner: try DatabaseOwner.current())
        if options.reset { try await reset(state, cluster, on: loop) }
        let installation = try await PostgresInstallation.find(major: cluster.version, on: loop)
        let loops = configuration.loops ?? EventLoopGroup.defaultCount
        let postgres = EmbeddedPostgres(
            cluster: cluster, installation: installation, connections: loops * configuration.databasePoolSize + 20,
            databaseLog: DatabaseLog(path: state.databaseLog), loop: loop, log: console.log)
        return Database(url: DatabaseURL(cluster.databaseURL()), postgres: postgres, loop: loop)
    }

    private func reset(
        _ state: StateDirectory, _ cluster: PostgresCluster, on loop: EventLoop
    ) async throws(CommandFailure) {
        try await StalePostmaster.stop(in: cluster.dataDirectory, on: loop, log: console.log)
        try state.reset(home: cluster.home)
    }

    // MARK: Starting

    private func secret(_ state: StateDirectory) throws(CommandFailure) -> SecretString {
        if let given = configuration.secrets.first { return given }
        return try DevSecret.load(from: state)
    }

    /// Stands in for the provider unless there is a key for the real one.
    private func simulator(moving clock: DevClock) async throws(CommandFailure) -> DevSimulator? {
        guard configuration.stripe.secretKey == nil else { return nil }
        return try await DevSimulator.start(moving: clock)
    }

    /// The configuration with what this command brings of its own.
    private func configuration(
        with simulator: DevSimulator?, secret: SecretString
    ) throws(CommandFailure) -> Configuration {
        var configuration = configuration
        configuration.secrets = configuration.secrets.isEmpty ? [secret] : configuration.secrets
        guard let simulator else { return configuration }
        do throws(CryptographyError) {
            let webhookSecret = try DevSecret.derived("webhook secret", from: secret, prefix: "whsec_")
            var stripe = simulator.configuration(webhookSecret: webhookSecret)
            stripe.webhookSecrets += configuration.stripe.webhookSecrets
            configuration.stripe = stripe
        } catch {
            throw CommandFailure(.osError, "No secret can be made: \(error).")
        }
        return configuration
    }

    private func start(
        _ configuration: Configuration, _ database: Database, _ secret: SecretString, on loop: EventLoop,
        _ group: EventLoopGroup
    ) async throws(CommandFailure) -> (ServiceRuntime, DemoMerchant) {
        if let postgres = database.postgres {
            try await postgres.start()
            try await createDatabase(postgres.cluster, on: loop)
        }
        let connection = try DatabaseConnection.open(database.url, on: loop)
        try await connection.waitUntilReachable(seconds: configuration.databaseWaitSeconds, log: console.log)
        let log = console.log
        do throws(PostgresError) {
            _ = try await MigrateCommand.apply(to: connection.target, on: loop) { log.notice($0) }
        } catch {
            throw MigrateCommand.failure(error, connection)
        }
        for problem in try await connection.settings().durabilityProblems { console.log.warning(problem) }
        let demo: DemoMerchant
        do {
            demo = try await DemoMerchant.seed(connection.pool, secret: secret)
        } catch {
            throw CommandFailure(.software, "The demo merchant cannot be made: \(error).")
        }
        let runtime = try await ServiceRuntime.start(
            configuration, on: group, connection: connection, demo: demo, control: loop, log: console.log)
        return (runtime, demo)
    }

    /// `initdb` makes a database that is called postgres; ours has a name of its own.
    private func createDatabase(_ cluster: PostgresCluster, on loop: EventLoop) async throws(CommandFailure) {
        let connection = try DatabaseConnection.open(DatabaseURL(cluster.databaseURL(database: "postgres")), on: loop)
        try await connection.waitUntilReachable(seconds: 10, log: console.log)
        do {
            let names = try await connection.pool.query("SELECT datname FROM pg_database") { row in
                try row.decode(0, as: String.self)
            }
            if !names.contains(PostgresCluster.databaseName) {
                try await connection.pool.withConnection { connection in
                    try await connection.run(script: PostgresCluster.databaseCreation)
                }
            }
        } catch {
            throw CommandFailure(.unavailable, "The database cannot be made: \(error).")
        }
        await connection.pool.shutdown()
    }

    // MARK: Running

    private func announce(
        _ runtime: ServiceRuntime, _ state: StateDirectory, _ database: Database, _ demo: DemoMerchant,
        _ simulator: DevSimulator?, _ webhookSecret: SecretString?
    ) {
        let description = DevDescription(
            url: runtime.address.url, databaseURL: database.url.connectionString, pid: getpid(),
            dataDirectory: database.postgres?.cluster.dataDirectory, demo: demo, simulatorURL: simulator?.url,
            webhookSecret: webhookSecret)
        do throws(FileError) {
            try FileSystem.write(description.json, to: state.description)
        } catch {
            console.log.warning("dev.json cannot be written", ["error": "\(error)"])
        }
        console.writer.drain()
        let database = database.postgres == nil ? "the one of DATABASE_URL" : "psql \"\(description.databaseURL)\""
        StandardOutput.print(Welcome.text(description, database: database, details: state.description))
    }

    /// Waits for a signal or for the database's end; the latter is a failure.
    private func firstOf(_ termination: Termination, _ gaveUp: LoopEvent<CommandFailure>?) async -> CommandFailure? {
        let ended = LoopEvent<CommandFailure?>()
        termination.requested.whenHappened { _ in ended.happen(nil) }
        gaveUp?.whenHappened { ended.happen($0) }
        return await ended.wait()
    }
}
