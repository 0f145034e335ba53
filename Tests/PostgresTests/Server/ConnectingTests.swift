import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct ConnectingTests {
    private func connect(
        _ text: String, _ loop: EventLoop, _ configure: (inout PostgresOptions) -> Void = { _ in }
    ) async throws -> PostgresConnection {
        var options = PostgresOptions.patient
        configure(&options)
        return try await PostgresConnection.connect(to: PostgresTarget(text), options: options, loop: loop)
    }

    @Test func theSessionIsSetUp() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let connection = try await connect(database.url, loop) { options in
                options.applicationName = "a test"
                options.statementTimeout = .seconds(7)
                options.lockTimeout = .milliseconds(1_500)
                options.idleInTransactionTimeout = nil
            }
            let settings = try await connection.query(
                """
                SELECT current_setting(name) FROM unnest(ARRAY['application_name', 'client_encoding', 'TimeZone',
                    'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) name
                """
            ) { try $0.decode(0, as: String.self) }
            #expect(settings == ["a test", "UTF8", "UTC", "7s", "1500ms", "0"])
            connection.close()
        }
    }

    @Test func aDeadHostIsPassedOver() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let connection = try await connect(
                "postgres://till@127.0.0.1:1,localhost:\(database.cluster.port)/\(database.name)", loop)
            #expect(try await connection.query("SELECT 1") { try $0.decode(0, as: Int.self) } == [1])
            connection.close()
        }
    }

    /// A host that takes the connection and then says nothing: libpq alone would wait for it for ever.
    @Test func aSilentHostIsPassedOver() async throws {
        let database = try await TestDatabase.create()
        let time = ManualClock()
        try await withEventLoop(clock: time.clock) { loop in
            // Time stands still but for the patience of whoever has connected here.
            let silent = try TCPListener.listen(
                on: .loopback(port: 0), loop: loop,
                onAccept: { _ in Task.detached { time.advance(by: .seconds(3)) } }, onError: { _ in })
            let port = silent.localAddress.port
            let connection = try await connect(
                "postgres://till@127.0.0.1:\(port),127.0.0.1:\(database.cluster.port)/\(database.name)", loop
            ) { $0.connectTimeout = .seconds(3) }
            connection.close()
            let error = try await failure {
                _ = try await connect("postgres://till@127.0.0.1:\(port)/x", loop) { options in
                    options.connectTimeout = .seconds(3)
                }
            }
            #expect(error.kind == .connectFailed)
            #expect(error.reason == "127.0.0.1:\(port): no answer in time")
            silent.close()
        }
    }

    @Test func theWritableServerOfSeveralIsFound() async throws {
        let database = try await TestDatabase.create()
        let standby = try await TestCluster.start(settings: ["default_transaction_read_only": "on"])
        let hosts = "127.0.0.1:\(standby.port),127.0.0.1:\(database.cluster.port)"
        try await withEventLoop { loop in
            let any = try await connect("postgres://till@\(hosts)/postgres", loop)
            #expect(any.place == "127.0.0.1:\(standby.port)")
            any.close()
            let primary = try await connect("postgres://till@\(hosts)/postgres?target_session_attrs=read-write", loop)
            #expect(primary.place == "127.0.0.1:\(database.cluster.port)")
            primary.close()
            let preferred = try await connect(
                "postgres://till@\(hosts)/postgres?target_session_attrs=prefer-standby", loop)
            // There is no standby at all, so that the first that answers will do.
            #expect(preferred.place == "127.0.0.1:\(standby.port)")
            preferred.close()
            let pool = PostgresPool(
                try PostgresTarget(standby.url()), loop: loop, options: .patient, pool: .patient)
            let settings = try await pool.serverSettings()
            #expect(settings.isReadOnly && !settings.writeProblems.isEmpty)
            await pool.shutdown()
        }
        await standby.stop()
    }

    @Test func refusalsSayWhatTheServerSaid() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let error = try await failure {
                _ = try await connect("postgres://till:hunter2@127.0.0.1:\(database.cluster.port)/missing", loop)
            }
            #expect(error.kind == .connectFailed)
            #expect(error.reason.contains(#"database "missing" does not exist"#))
            #expect(!error.logDescription.contains("hunter2"))
            let unknown = try await failure { _ = try await connect("postgres://till@no-such-host.invalid/x", loop) }
            #expect(unknown.kind == .connectFailed)
            #expect(unknown.reason.contains("no-such-host.invalid cannot be resolved"))
        }
    }

    @Test func durabilityIsReported() async throws {
        let cluster = try await TestCluster.start(isDurable: true, settings: ["synchronous_commit": "off"])
        try await withEventLoop { loop in
            let pool = PostgresPool(
                try PostgresTarget(cluster.url()), loop: loop, options: .patient, pool: .patient)
            let settings = try await pool.serverSettings()
            #expect(settings.fsync && settings.fullPageWrites && !settings.isInRecovery)
            #expect(settings.synchronousCommit == "off")
            #expect(settings.durabilityProblems.count == 1)
            #expect(settings.writeProblems.isEmpty)
            await pool.shutdown()
        }
        await cluster.stop()
    }

    @Test func aConnectionCanBeEncryptedAndItsServerVerified() async throws {
        let cluster = try await TestCluster.start(isEncrypted: true)
        let certificate = cluster.folder + "/data/server.crt"
        try await withEventLoop { loop in
            let target = "host=localhost port=\(cluster.port) user=till dbname=postgres sslrootcert=\(certificate)"
            let connection = try await connect(target + " sslmode=verify-full", loop)
            let isEncrypted = try await connection.query(
                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            ) { try $0.decode(0, as: Bool.self) }
            #expect(isEncrypted == [true])
            // Large answers arrive although TLS hides what is readable.
            let large = try await connection.query("SELECT repeat('x', 5000000)") { row in
                try row.decode(0, as: String.self).utf8.count
            }
            #expect(large == [5_000_000])
            connection.close()
            let wrongName =
                "host=127.0.0.1 port=\(cluster.port) user=till sslrootcert=\(certificate) sslmode=verify-full"
            let error = try await failure { _ = try await connect(wrongName, loop) }
            #expect(error.kind == .connectFailed)
        }
        await cluster.stop()
    }

    @Test func aCancelledAttemptEnds() async throws {
        try await withEventLoop { loop in
            let silent = try TCPListener.listen(
                on: .loopback(port: 0), loop: loop, onAccept: { _ in }, onError: { _ in })
            let port = silent.localAddress.port
            let task = Task(executorPreference: loop) {
                try await failure { _ = try await connect("postgres://till@127.0.0.1:\(port)/x", loop) }
            }
            await Task.yield()
            task.cancel()
            #expect(try await task.value.kind == .cancelled(commit: .certainlyNot))
            silent.close()
        }
    }
}
