import EventLoop
import HTTPServer
import Postgres
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till serve` and `till migrate` as processes, against a real server.
@Suite(.timeLimit(.minutes(5))) struct ServeTests {
    private func environment(_ url: String, _ more: [String: String] = [:]) -> [String: String] {
        [
            "DATABASE_URL": url, "TILL_LISTEN": "127.0.0.1:0", "TILL_LOOPS": "2", "TILL_ALLOW_UNSAFE_DATABASE": "1",
            "TILL_LOG_FORMAT": "json", "TILL_SECRET": String(repeating: "canary-", count: 5),
        ].merging(more) { $1 }
    }

    /// The address in the line that says it serves.
    private func url(_ process: TillProcess) async throws -> String {
        let log = try await process.errors(containing: #""message":"Serving""#)
        let line = try #require(log.split(separator: "\n").first { $0.contains(#""message":"Serving""#) })
        let parts = line.split(separator: "\"").map(String.init)
        let index = try #require(parts.firstIndex(of: "url"))
        return parts[index + 2]
    }

    /// A `till serve` on a database of its own; the body, which ends it, gets the process and its address.
    private func serving(
        _ more: [String: String] = [:], from database: TestDatabase? = nil,
        _ body: @escaping @Sendable @concurrent (TillProcess, _ url: String, EventLoop) async throws -> Void
    ) async throws {
        let database = if let database { database } else { try await TestDatabase.create() }
        let environment = environment(database.url, more)
        try await withEventLoop { loop in
            _ = try await TillProcess.run(["migrate"], environment: environment, on: loop)
            let process = try await TillProcess.start(["serve"], environment: environment, on: loop)
            try await body(process, try await url(process), loop)
        }
    }

    @Test func refusesAnUnsafeDatabase() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let result = try await TillProcess.run(
                ["serve"], environment: environment(database.url, ["TILL_ALLOW_UNSAFE_DATABASE": ""]), on: loop)
            #expect(result.code == ExitCode.unsafeDatabase.rawValue)
            #expect(result.errors.contains("The database may lose committed payments: fsync is off"))
            #expect(result.errors.contains("TILL_ALLOW_UNSAFE_DATABASE=1"))
            #expect(result.errors.contains(#""exitCode":79"#))
        }
    }

    @Test func refusesAnOldSchemaUntilItIsMigrated() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let environment = environment(database.url)
            let refused = try await TillProcess.run(["serve"], environment: environment, on: loop)
            #expect(refused.code == ExitCode.schemaOld.rawValue)
            #expect(refused.errors.contains("run “till migrate” first"))

            let dry = try await TillProcess.run(["migrate", "--dry-run"], environment: environment, on: loop)
            #expect(dry.code == 0)
            #expect(dry.output.hasPrefix("would apply 0001_"))
            let migrated = try await TillProcess.run(["migrate"], environment: environment, on: loop)
            #expect(migrated.code == 0)
            #expect(migrated.output.hasPrefix("applied 0001_"))
            let again = try await TillProcess.run(["migrate"], environment: environment, on: loop)
            #expect(again.output.hasPrefix("The schema is up to date ("))
            let status = try await TillProcess.run(["migrate", "--status"], environment: environment, on: loop)
            #expect(status.output.hasPrefix("applied  "))
            #expect(!status.output.contains("pending"))

            let process = try await TillProcess.start(["serve"], environment: environment, on: loop)
            let url = try await url(process)
            #expect(try await PlainClient.get(url, "/readyz", on: loop).status == 200)
            process.signal(SIGTERM)
            #expect(await process.exitCode() == 0)
            #expect(await process.errors().contains("Allowed to serve all the same: fsync is off"))
        }
    }

    @Test func refusesANewerAndAnEditedSchema() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let environment = environment(database.url)
            _ = try await TillProcess.run(["migrate"], environment: environment, on: loop)
            let connection = try await PostgresConnection.connect(to: database.target, loop: loop)
            try await connection.run(script: "UPDATE schema_migrations SET checksum = 'edited' WHERE number = 1")
            for arguments in [["migrate"], ["migrate", "--dry-run"], ["migrate", "--status"]] {
                let edited = try await TillProcess.run(arguments, environment: environment, on: loop)
                #expect(edited.code == ExitCode.schemaUnknown.rawValue)
                #expect(edited.errors.contains("was edited after it had been applied"))
            }
            try await connection.run(
                script: "INSERT INTO schema_migrations VALUES (9999, 'later', 'x', now(), '0')")
            connection.close()
            let newer = try await TillProcess.run(["serve"], environment: environment, on: loop)
            #expect(newer.code == ExitCode.schemaUnknown.rawValue)
            #expect(newer.errors.contains("a newer Till has migrated it"))
        }
    }

    @Test func tellsWhyADatabaseIsOutOfReach() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let closed = try await TillProcess.run(
                ["serve"],
                environment: environment(
                    "postgresql://till:canary@127.0.0.1:1/till", ["TILL_DATABASE_WAIT_SECONDS": "0"]), on: loop)
            #expect(closed.code == ExitCode.unavailable.rawValue)
            #expect(closed.errors.contains("The database till@127.0.0.1:1/till cannot be used"))
            #expect(!closed.errors.contains("canary"))
            // The server answered that it has no such database: waiting would be in vain.
            let missing = try await TillProcess.run(
                ["serve"],
                environment: environment(
                    database.cluster.url(database: "nowhere"), ["TILL_DATABASE_WAIT_SECONDS": "600"]), on: loop)
            #expect(missing.code == ExitCode.unavailable.rawValue)
            #expect(missing.errors.contains("nowhere"))
        }
    }

    @Test func tellsThatAnAddressIsTaken() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let environment = environment(database.url, ["TILL_LISTEN": "192.0.2.1:1"])
            _ = try await TillProcess.run(["migrate"], environment: environment, on: loop)
            let result = try await TillProcess.run(["serve"], environment: environment, on: loop)
            #expect(result.code == ExitCode.osError.rawValue)
            #expect(result.errors.contains("It is not possible to listen on 192.0.2.1:1"))
            #expect(result.errors.contains("TILL_LISTEN"))
        }
    }

    /// How soon is for `ServiceRuntimeTests` and the pool's `OutageTests` to say, where the clock is the tests' own.
    @Test func readinessFollowsTheDatabase() async throws {
        // Without synchronous commits, killing the server would take the schema with it.
        let cluster = try await TestCluster.start(settings: ["synchronous_commit": "on"])
        try await serving(from: try await cluster.createDatabase()) { process, url, loop in
            let ready = try await PlainClient.get(url, "/readyz", on: loop)
            #expect(ready.status == 200)
            #expect(ready.body.contains(#""database":{"ok":true}"#))

            await cluster.kill()
            try await process.errors(containing: #""message":"Not ready","check":"schema""#)
            let unready = try await PlainClient.get(url, "/readyz", on: loop)
            #expect(unready.status == 503)
            #expect(unready.head.contains("Retry-After: "))
            #expect(unready.body.contains(#""database":{"ok":false"#))
            #expect(try await PlainClient.get(url, "/livez", on: loop).status == 200)

            try await cluster.restart()
            try await process.errors(containing: #""message":"Ready again","check":"schema""#)
            #expect(try await PlainClient.get(url, "/readyz", on: loop).status == 200)
            process.signal(SIGTERM)
            #expect(await process.exitCode() == 0)
        }
        await cluster.stop()
    }

    @Test func aDrainIsAnnouncedAndASecondSignalDoesNotWait() async throws {
        try await serving(["TILL_DRAIN_DELAY_SECONDS": "300"]) { process, url, loop in
            process.signal(SIGTERM)
            try await process.errors(containing: "Draining")
            // Still accepting, so that balancers can notice.
            let answer = try await PlainClient.get(url, "/readyz", on: loop)
            #expect(answer.status == 503)
            #expect(answer.body.contains(#""accepting":{"ok":false,"problem":"shutting down"}"#))
            process.signal(SIGTERM)
            #expect(await process.exitCode() == 128 + SIGTERM)
            #expect(await process.errors().contains("A second signal: not waiting any longer"))
        }
    }

    @Test func aDrainUnderLoadLosesNoRequest() async throws {
        try await serving(["TILL_LOG_LEVEL": "notice"]) { process, url, loop in
            let answered = Locked(0)
            let lost = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await Self.keepAsking(url, process, answered, on: loop) }
                }
                return try await group.reduce(0, +)
            }
            #expect(lost == 0)
            #expect(answered.withLock { $0 } >= Self.answersBeforeDrain)
            #expect(await process.exitCode() == 0)
        }
    }

    /// Of all connections together: then the server is stopped, in the middle of everything.
    private static let answersBeforeDrain = 1600

    /// Asks on one connection until the server says that it takes no more, and has it stopped on the way. Answers how many
    /// requests were lost.
    private static func keepAsking(
        _ url: String, _ process: TillProcess, _ answered: Locked<Int>, on loop: EventLoop
    ) async throws -> Int {
        try await loop.run {
            let connection = try await PlainClient.Connection.open(url, on: loop)
            defer { connection.close() }
            var askedBefore = loop.clock.now()
            while !connection.isClosedByServer {
                let asked = loop.clock.now()
                do {
                    let answer = try await connection.get("/livez")
                    if answer.status != 200 { return 1 }
                    let count = answered.withLock { count in
                        count += 1
                        return count
                    }
                    if count == answersBeforeDrain { process.signal(SIGTERM) }
                    if answer.head.lowercased().contains("connection: close") { break }
                } catch {
                    // Once it has been idle for the grace, a connection may be closed in the face of a request. A machine
                    // so busy that it kept this client from asking for that long is no fault of the server.
                    return asked - askedBefore < DrainPlan().idleGrace ? 1 : 0
                }
                askedBefore = asked
            }
            return 0
        }
    }

    @Test func theLogHoldsNoSecrets() async throws {
        try await serving(["TILL_LOG_LEVEL": "debug"]) { process, url, loop in
            let answer = try await PlainClient.get(
                url, "/v1/checkout/cs_x_secret_canary/confirm?email=canary@example.com",
                headers: ["Authorization: Bearer sk_live_canary", "X-Request-Id: sk_test_canary", "Cookie: a=canary"],
                on: loop)
            #expect(answer.status == 405)
            #expect(answer.body.contains(#""code":"method_not_allowed""#))
            process.signal(SIGTERM)
            #expect(await process.exitCode() == 0)
            let log = await process.errors()
            #expect(log.contains(#""message":"request""#))
            #expect(log.contains(#""status":405"#))
            #expect(!log.contains("canary"), "\(log)")
            #expect(log.split(separator: "\n").allSatisfy { $0.hasPrefix("{\"time\":") && $0.hasSuffix("}") })
        }
    }

    @Test func aCrashLosesNoLine() async throws {
        try await serving { process, url, loop in
            for _ in 0..<10 { _ = try await PlainClient.get(url, "/nowhere", on: loop) }
            process.signal(SIGABRT)
            #expect(await process.exitCode() == 128 + SIGABRT)
            // Each line has the id of its request. One that was being written as the process fell may stand there twice.
            let lines = await process.errors().split(separator: "\n").filter { $0.contains(#""status":404"#) }
            #expect(Set(lines).count == 10)
        }
    }

    @Test func systemdIsTold() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let notifications = try DatagramSocket(path: folder.path + "/notify")
        defer { notifications.close() }
        try await serving(["NOTIFY_SOCKET": notifications.path]) { process, _, loop in
            #expect(notifications.receive() == "READY=1")
            process.signal(SIGTERM)
            #expect(notifications.receive() == "STOPPING=1")
            #expect(await process.exitCode() == 0)
        }
    }

    @Test func metricsTellWhatHappened() async throws {
        try await serving { process, url, loop in
            for _ in 0..<3 { _ = try await PlainClient.get(url, "/livez", on: loop) }
            _ = try await PlainClient.get(url, "/nowhere", on: loop)
            let answer = try await PlainClient.get(url, "/metrics", on: loop)
            #expect(answer.head.contains("text/plain; version=0.0.4"))
            let metrics = try PrometheusReader(answer.body)
            #expect(metrics[#"till_http_requests_total{method="GET",route="/livez",status="200"}"#] == 3)
            #expect(metrics[#"till_http_requests_total{method="-",route="-",status="404"}"#] == 1)
            #expect(metrics[#"till_build_info{version="0.1.0"}"#] == 1)
            #expect(metrics["till_ready"] == 1)
            #expect(metrics["till_reviews_open"] == 0)
            #expect(metrics[#"till_loop_lag_seconds{loop="1"}"#] != nil)
            #expect(metrics[#"till_database_connections_idle{loop="0"}"#] != nil)
            let resident = try #require(metrics["process_resident_memory_bytes"])
            #expect(resident > 1_048_576)
            #expect(metrics["process_open_fds"].map { $0 > 5 } == true)
            #expect(metrics["process_start_time_seconds"].map { $0 > 1_600_000_000 } == true)
            process.signal(SIGTERM)
            #expect(await process.exitCode() == 0)
        }
    }
}
