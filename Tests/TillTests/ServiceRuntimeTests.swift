import EventLoop
import HTTPMessages
import Postgres
import TestSupport
import Testing

@testable import till

/// The service core on a database that is only pretended.
@Suite(.timeLimit(.minutes(5))) struct ServiceRuntimeTests {
    /// A database that answers what it is told to, and remembers that it was shut down.
    private final class Pretended: Sendable {
        let finding = Locked(Health.Finding.reachable(.current))
        let isShutDown = Locked(false)

        var database: ServiceDatabase {
            ServiceDatabase(
                probe: { self.finding.withLock { $0 } }, pools: { [PoolSnapshot()] },
                shutdown: { self.isShutDown.withLock { $0 = true } })
        }
    }

    private func start(
        _ pretended: Pretended, lines: Locked<[String]>, on loop: EventLoop, drainSeconds: Int = 5
    ) async throws -> ServiceRuntime {
        var configuration = Configuration()
        configuration.listen = .loopback(port: 0)
        configuration.drainSeconds = drainSeconds
        let log = Logger(
            level: .debug, formatter: LogFormatter(format: .text),
            output: LogOutput(
                append: { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }, flush: {}),
            now: loop.clock.unixNanoseconds)
        return try await ServiceRuntime.start(
            configuration, on: try EventLoopGroup.start(count: 2), database: pretended.database, control: loop, log: log
        )
    }

    @Test func answersWhatMachinesAsk() async throws {
        let pretended = Pretended()
        let lines = Locked<[String]>([])
        try await withEventLoop { loop in
            let runtime = try await start(pretended, lines: lines, on: loop)
            let url = runtime.address.url
            #expect(try await PlainClient.get(url, "/livez", on: loop).body == #"{"status":"ok"}"#)
            #expect(try await PlainClient.get(url, "/readyz", on: loop).status == 200)
            let metrics = try PrometheusReader(try await PlainClient.get(url, "/metrics", on: loop).body)
            #expect(metrics[#"till_database_connections_idle{loop="0"}"#] == 0)
            #expect(metrics.kinds["till_http_request_duration_seconds"] == "histogram")
            #expect(try await PlainClient.get(url, "/", on: loop).status == 404)
            await runtime.drain()
        }
        #expect(pretended.isShutDown.withLock { $0 })
        let log = lines.withLock { $0 }.joined()
        #expect(log.contains("route=/livez  status=200"))
        #expect(log.contains("route=-  status=404"))
    }

    @Test func aLostDatabaseIsTroubleForReadinessOnly() async throws {
        let pretended = Pretended()
        let lines = Locked<[String]>([])
        try await withEventLoop { loop in
            pretended.finding.withLock { $0 = .unreachable(reason: "gone") }
            let runtime = try await start(pretended, lines: lines, on: loop)
            let url = runtime.address.url
            let answer = try await PlainClient.get(url, "/readyz", on: loop)
            #expect(answer.status == 503)
            #expect(answer.head.contains("Retry-After: 1"))
            let id = try #require(answer.head.firstMatch(of: /X-Request-Id: (\S+)/)?.1)
            #expect(answer.body.hasPrefix(#"{"error":{"type":"unavailable","code":"not_ready","#))
            #expect(answer.body.hasSuffix(#""requestId":"\#(id)"},"statusCode":503}"#))
            #expect(try await PlainClient.get(url, "/livez", on: loop).status == 200)
            await runtime.drain()
        }
    }

    /// Time moves by one interval of the probe, and no further until readiness has followed.
    @Test func readinessFollowsTheDatabaseInTime() async throws {
        let pretended = Pretended()
        let lines = Locked<[String]>([])
        let manual = ManualClock()
        try await withEventLoop(clock: manual.clock) { loop in
            let runtime = try await start(pretended, lines: lines, on: loop)
            let url = runtime.address.url
            #expect(try await PlainClient.get(url, "/readyz", on: loop).status == 200)
            for (finding, status) in [(Health.Finding.unreachable(reason: "gone"), 503), (.reachable(.current), 200)] {
                pretended.finding.withLock { $0 = finding }
                await Task.detached { manual.advance(by: ServiceHealth.interval) }.value
                while try await PlainClient.get(url, "/readyz", on: loop).status != status {}
            }
            await runtime.drain()
        }
        #expect(ServiceHealth.interval < .seconds(1))
        // With a probe that hangs.
        #expect(Health.freshness < .seconds(2))
        let log = lines.withLock { $0 }.joined()
        #expect(log.contains("Not ready") && log.contains("Ready again"))
    }

    @Test func aTakenAddressIsAFailureThatNamesIt() async throws {
        let lines = Locked<[String]>([])
        try await withEventLoop { loop in
            var configuration = Configuration()
            configuration.listen = try SocketAddress(listening: "192.0.2.1:1")
            let log = Logger(
                level: .error, formatter: LogFormatter(format: .text),
                output: LogOutput(append: { _ in }, flush: {}), now: { 0 })
            let group = try EventLoopGroup.start(count: 1)
            let failure = await #expect(throws: CommandFailure.self) {
                try await ServiceRuntime.start(
                    configuration, on: group, database: Pretended().database, control: loop, log: log)
            }
            #expect(failure?.code == .osError)
            #expect(failure?.message.contains("192.0.2.1:1") == true)
            await group.stop()
        }
        #expect(lines.withLock { $0.isEmpty })
    }
}
