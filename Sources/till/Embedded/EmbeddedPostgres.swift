import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The private PostgreSQL of `till dev`: made when it is not there yet, started, watched, and stopped.
///
/// Lives on one loop.
final class EmbeddedPostgres {
    let cluster: PostgresCluster
    private let installation: PostgresInstallation
    private let connections: Int
    private let databaseLog: DatabaseLog
    private let loop: EventLoop
    private let log: Logger

    private var supervisor: Supervisor?
    private var isStopping = false
    /// Happens when it ended by itself and could not be started again.
    let gaveUp = LoopEvent<CommandFailure>()

    init(
        cluster: PostgresCluster, installation: PostgresInstallation, connections: Int, databaseLog: DatabaseLog,
        loop: EventLoop, log: Logger
    ) {
        self.cluster = cluster
        self.installation = installation
        self.connections = connections
        self.databaseLog = databaseLog
        self.loop = loop
        self.log = log
    }

    /// Ends what an earlier run left behind, makes the database files if there are none, and starts the server.
    func start() async throws(CommandFailure) {
        try await StalePostmaster.stop(in: cluster.dataDirectory, on: loop, log: log)
        try createDirectories()
        do {
            if cluster.version == nil { try await initialize() }
            try await launch()
        } catch {
            throw Self.failure(error)
        }
        watch()
    }

    private static func failure(_ error: any Error) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case is CancellationError: .interrupted
        case let error as FileError:
            CommandFailure(.cannotCreate, "The private database has no place to be (\(error)).")
        default: CommandFailure(.unavailable, "PostgreSQL does not start: \(error).")
        }
    }

    /// A fast shutdown; returns when everything is gone.
    func stop() async {
        isStopping = true
        guard let supervisor else { return }
        supervisor.letGo()
        _ = await supervisor.ended.wait()
        cluster.removeSocketDirectory()
    }

    private func createDirectories() throws(CommandFailure) {
        do throws(FileError) {
            try cluster.createDirectories()
        } catch {
            throw CommandFailure(.cannotCreate, "The private database has no place to be (\(error)).")
        }
    }

    /// Fills a directory beside the final one, so that an interrupted `initdb` leaves nothing that looks complete.
    private func initialize() async throws {
        log.info("Making a private PostgreSQL", ["directory": .string(cluster.dataDirectory)])
        let unfinished = cluster.dataDirectory + ".new"
        try FileSystem.removeTree(unfinished)
        try cluster.owner.createPrivateDirectory(unfinished)
        let output = try databaseLog.open()
        defer { close(output) }
        let program = RunAsOptions(
            parent: getpid(), owner: cluster.owner, program: [installation.initdb] + cluster.initializing(unfinished))
        var options = ChildProcess.Options(executable: Subprocess.ownExecutable, arguments: program.arguments)
        options.standardOutput = .descriptor(output)
        options.standardError = .descriptor(output)
        let status = try await Subprocess.run(options, on: loop)
        try Task.checkCancellation()
        guard status == .exited(0) else {
            throw CommandFailure(
                .unavailable, "initdb failed; see \(databaseLog.path).\(databaseLog.lastWords())")
        }
        guard rename(unfinished, cluster.dataDirectory) == 0 else { throw FileError.last(cluster.dataDirectory) }
    }

    // MARK: Running

    /// Starts the server and waits until it takes connections. One that dies at once gets further chances: the
    /// remains of a killed predecessor need a moment to go away.
    private func launch() async throws {
        var delay = Duration.milliseconds(100)
        for _ in 0..<8 {
            let supervisor = try Supervisor(
                program: [installation.postgres] + cluster.serving(installation, connections: connections),
                owner: cluster.owner, databaseLog: databaseLog, loop: loop)
            self.supervisor = supervisor
            if try await becomesReady(supervisor) { return }
            guard !isStopping else { throw CancellationError() }
            try await loop.sleep(for: delay)
            delay = min(delay * 2, .seconds(3))
        }
        throw CommandFailure(
            .unavailable, "PostgreSQL does not start; see \(databaseLog.path).\(databaseLog.lastWords())")
    }

    /// Watches the file in which PostgreSQL says how far it is, as pg_ctl does.
    private func becomesReady(_ supervisor: Supervisor) async throws -> Bool {
        var told = loop.clock.now()
        while !supervisor.ended.hasHappened {
            if let file = PostmasterFile.read(in: cluster.dataDirectory), file != supervisor.previous, file.isReady {
                return true
            }
            if loop.clock.now() - told > .seconds(5) {
                told = loop.clock.now()
                log.notice("Waiting for PostgreSQL to recover", ["log": .string(databaseLog.path)])
            }
            try await loop.sleep(for: .milliseconds(10))
        }
        return false
    }

    /// Starts the server again when it ends by itself.
    private func watch() {
        guard let supervisor else { return }
        let this = LoopBound(self, on: loop)
        let ended = LoopBound(supervisor.ended, on: loop)
        loop.startTask {
            _ = await ended.value.wait()
            await this.value.supervisorEnded()
        }
    }

    private func supervisorEnded() async {
        guard !isStopping else { return }
        log.warning("The private PostgreSQL ended unexpectedly; starting it again", ["log": .string(databaseLog.path)])
        do {
            // If only the supervisor was killed, the server may still be shutting down.
            try await StalePostmaster.stop(in: cluster.dataDirectory, on: loop, log: log)
            try await launch()
            log.notice("The private PostgreSQL is back")
            watch()
        } catch {
            if !isStopping { gaveUp.happen(Self.failure(error)) }
        }
    }
}
