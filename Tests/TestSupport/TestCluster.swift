import EventLoop
import Postgres

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A private PostgreSQL server in a folder of its own, gone when the test process is gone.
///
/// `@unchecked Sendable`: what changes is touched on the cluster's own loop only.
package final class TestCluster: @unchecked Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let folder: String
    package let port: UInt16
    private let installation: PostgresInstallation
    private let settings: [String: String]
    private let loop: EventLoop
    private let log: LogPipe
    private var server: ChildProcess?
    private var control: PostgresConnection?
    private var onExit: [CheckedContinuation<Void, Never>] = []
    private var databases = 0

    /// The one all tests share that do not harm it: durability is off, for speed.
    package static func shared() async throws -> TestCluster { try await sharedTask.value }

    private static let sharedTask = Task { try await TestCluster.start() }

    private static let fast = ["fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"]

    /// A server of one's own. `settings` come on top of those that make tests fast, unless `isDurable`.
    /// `isEncrypted` gives it a certificate for `localhost`, in `data/server.crt`.
    package static func start(
        isDurable: Bool = false, isEncrypted: Bool = false, settings: [String: String] = [:]
    ) async throws -> TestCluster {
        let loop = try EventLoop.start(name: "cluster")
        let installation = try PostgresInstallation.find()
        let folder = try makeFolder(installation)
        var all = (isDurable ? [:] : fast).merging(settings) { $1 }
        if isEncrypted { all["ssl"] = "on" }
        let configuration = all
        return try await loop.run {
            let watchdog = try Watchdog.start(folder: folder, loop: loop)
            try await run(
                installation.options(
                    "initdb", ["-D", folder + "/data", "-U", "till", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]),
                loop)
            if isEncrypted { try await makeCertificate(folder, installation, loop) }
            let cluster = try TestCluster(folder, try freePort(loop), installation, configuration, loop, watchdog)
            try await cluster.startServer()
            return cluster
        }
    }

    private init(
        _ folder: String, _ port: UInt16, _ installation: PostgresInstallation, _ settings: [String: String],
        _ loop: EventLoop, _ watchdog: Watchdog
    ) throws {
        self.folder = folder
        self.port = port
        self.installation = installation
        self.settings = settings
        self.loop = loop
        self.watchdog = watchdog
        log = try LogPipe(loop: loop)
    }

    private let watchdog: Watchdog

    // MARK: Addresses

    package func url(database: String = "postgres", overTCP: Bool = false) -> String {
        overTCP
            ? "postgres://till@127.0.0.1:\(port)/\(database)"
            : "postgres:///\(database)?user=till&port=\(port)&host=" + folder
    }

    /// Everything the server has logged so far.
    package func logText() async throws -> String { try await loop.submit { self.log.text } }

    // MARK: Databases

    /// A database nobody else uses: empty, or a copy of one that nobody is connected to.
    package func createDatabase(copying original: TestDatabase? = nil) async throws -> TestDatabase {
        try await loop.run {
            self.databases += 1
            let name = "test\(self.databases)"
            try await self.controlConnection().run(
                script: "CREATE DATABASE " + name + " TEMPLATE " + (original?.name ?? "template0"))
            return try TestDatabase(name: name, cluster: self)
        }
    }

    /// Runs a script with full rights, on the database called `postgres`.
    package func administer(_ script: String) async throws {
        try await loop.run { try await self.controlConnection().run(script: script) }
    }

    private func controlConnection() async throws -> PostgresConnection {
        if let control, !control.isClosed { return control }
        var options = PostgresOptions()
        // Whatever else this machine is doing, a test has to wait for its database.
        options.connectTimeout = .seconds(60)
        options.statementTimeout = .seconds(60)
        options.answerTimeout = .seconds(60)
        let connection = try await PostgresConnection.connect(to: PostgresTarget(url()), options: options, loop: loop)
        control = connection
        return connection
    }

    // MARK: Life and death

    /// SIGKILL; returns when the server's main process is gone.
    package func kill() async { await end(SIGKILL) }

    /// A fast shutdown: sessions are told, then ended.
    package func shutDown() async { await end(SIGINT) }

    private func end(_ signal: Int32) async {
        await loop.run {
            self.control?.close()
            self.control = nil
            guard let server = self.server else { return }
            await withCheckedContinuation { continuation in
                self.onExit.append(continuation)
                server.signal(signal)
            }
        }
    }

    /// Starts a server that was ended.
    package func restart() async throws {
        try await loop.run { try await self.startServer() }
    }

    /// Ends the server and removes its folder.
    package func stop() async {
        await end(SIGQUIT)
        watchdog.release()
        await loop.stop()
    }

    private func startServer() async throws {
        // After a SIGKILL the old server's children may hold its memory for a moment, and the new one gives up.
        for _ in 0..<100 {
            if try await startOnce() { return }
            try await loop.sleep(for: .milliseconds(50))
        }
        throw Failure(description: "PostgreSQL does not start:\n\(log.text)")
    }

    private func startOnce() async throws -> Bool {
        var arguments = [
            "-D", folder + "/data", "-k", folder, "-p", String(port), "-c", "listen_addresses=127.0.0.1",
            "-c", "max_connections=200", "-c", "log_min_messages=warning", "-c", "shared_buffers=32MB",
        ]
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) { arguments += ["-c", name + "=" + value] }
        var options = installation.options("postgres", arguments)
        options.standardError = .descriptor(log.writeEnd)
        options.standardOutput = .descriptor(log.writeEnd)
        return try await withCheckedThrowingContinuation { continuation in
            let once = Once(continuation)
            log.await("ready to accept connections") { once.resume(true) }
            do {
                server = try ChildProcess.spawn(options, loop: loop) { [weak self] _ in
                    once.resume(false)
                    self?.exited()
                }
            } catch {
                once.fail(error)
            }
        }
    }

    private func exited() {
        server = nil
        let waiting = onExit
        onExit = []
        for continuation in waiting { continuation.resume() }
    }

    // MARK: Preparations

    private static func makeFolder(_ installation: PostgresInstallation) throws -> String {
        // Short, because the path of a Unix socket may have about 100 bytes.
        var template = Array("/tmp/till-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(description: "no folder in /tmp: errno \(errno)") }
        let folder = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
        chmod(folder, 0o755)
        if let user = installation.user { chown(folder, user.id, user.group) }
        return folder
    }

    private static func makeCertificate(
        _ folder: String, _ installation: PostgresInstallation, _ loop: EventLoop
    ) async throws {
        var options = installation.options("openssl", [])
        options.executable = "/usr/bin/env"
        options.arguments = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", folder + "/data/server.key",
            "-out", folder + "/data/server.crt",
        ]
        options.standardError = .null
        try await run(options, loop)
        // The server reads its key only when nobody else can, and the certificate lies where only it may look.
        chmod(folder + "/data/server.key", 0o600)
    }

    /// From below the ports that the kernel hands out by itself: while the server is down for a while, none of the many
    /// sockets of the tests beside this one can get it.
    private static func freePort(_ loop: EventLoop) throws -> UInt16 {
        for _ in 0..<100 {
            let port = UInt16.random(in: 10_240..<32_768)
            let listener = try? TCPListener.listen(
                on: .loopback(port: port), loop: loop, reusePort: false, onAccept: { $0.close() }, onError: { _ in })
            guard let listener else { continue }
            listener.close()
            return port
        }
        throw Failure(description: "no free port")
    }

    private static func run(_ options: ChildProcess.Options, _ loop: EventLoop) async throws {
        var quiet = options
        quiet.standardOutput = .null
        let status = try await withCheckedThrowingContinuation { continuation in
            do {
                _ = try ChildProcess.spawn(quiet, loop: loop) { continuation.resume(returning: $0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        guard status == .exited(0) else { throw Failure(description: "\(options.executable): \(status)") }
    }
}

/// A continuation that several events compete for.
private final class Once {
    private var continuation: CheckedContinuation<Bool, any Error>?

    init(_ continuation: CheckedContinuation<Bool, any Error>) { self.continuation = continuation }

    func resume(_ value: Bool) {
        continuation?.resume(returning: value)
        continuation = nil
    }

    func fail(_ error: any Error) {
        continuation?.resume(throwing: error)
        continuation = nil
    }
}
