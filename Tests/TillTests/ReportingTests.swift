import CheckoutAPI
import EventLoop
import HTTPMessages
import Testing

@testable import HTTPServer
@testable import Postgres
@testable import till

/// What requests and failures become in the log, and what clients are told of trouble with the database.
@Suite struct ReportingTests {
    private func record(_ status: Int, route: String?) -> AccessRecord {
        AccessRecord(
            method: .get, route: route, status: HTTPStatus(code: status), bytes: 10, duration: .microseconds(1500),
            requestID: "r", clientAddress: "::1", peerAddress: "::1")
    }

    @Test func probesAreQuietAndTroubleIsNot() {
        #expect(AccessLog.level(of: record(200, route: "/v1/x")) == .info)
        #expect(AccessLog.level(of: record(404, route: nil)) == .info)
        #expect(AccessLog.level(of: record(200, route: "/readyz")) == .debug)
        #expect(AccessLog.level(of: record(503, route: "/readyz")) == .warning)
        #expect(AccessLog.level(of: record(500, route: "/v1/x")) == .warning)
    }

    @Test func troubleWithTheDatabaseAsksToComeBack() {
        let kinds: [PostgresError.Kind] = [
            .unavailable(retryAfter: .seconds(3)), .unavailable(retryAfter: .milliseconds(10)), .connectFailed,
            .connectionLost(commit: .maybe), .timeout(commit: .certainlyNot),
        ]
        #expect(
            kinds.map { APIError(PostgresError($0, reason: "canary")).family } == [
                .unavailable(retryAfterSeconds: 3), .unavailable(retryAfterSeconds: 1),
                .unavailable(retryAfterSeconds: 1), .unavailable(retryAfterSeconds: 1),
                .unavailable(retryAfterSeconds: 1),
            ])
        let bug = APIError(PostgresError(.server("42601"), reason: "canary"))
        #expect(bug.family == .internalError)
        #expect(!bug.message.contains("canary"))
        #expect(bug.internalDetail?.contains("canary") == true)
    }

    @Test(arguments: [
        (true, "on", true, false, false, nil), (false, "on", true, false, false, ExitCode.unsafeDatabase),
        (true, "off", true, false, false, .unsafeDatabase), (true, "local", true, false, false, nil),
        (true, "on", false, false, false, .unsafeDatabase), (false, "off", false, false, true, nil),
        (true, "on", true, true, true, .unavailable),
    ])
    func unsafeServersAreRefused(
        _ fsync: Bool, _ commit: String, _ pages: Bool, _ isStandby: Bool, _ allowed: Bool, _ code: ExitCode?
    ) {
        let settings = ServerSettings(
            version: "15", fsync: fsync, synchronousCommit: commit, fullPageWrites: pages, isInRecovery: isStandby,
            isReadOnly: false)
        #expect(DatabaseRefusal.of(settings, allowsUnsafe: allowed)?.code == code)
    }

    @Test func otherSchemasAreRefused() {
        #expect(DatabaseRefusal.of(.current) == nil)
        #expect(DatabaseRefusal.of(.behind(applied: 1, known: 2))?.code == .schemaOld)
        #expect(DatabaseRefusal.of(.ahead(applied: 3, known: 2))?.code == .schemaUnknown)
    }

    @Test(arguments: [
        ("FATAL:  password authentication failed for user \"till\"", true),
        ("FATAL:  database \"nowhere\" does not exist", true),
        ("FATAL:  the database system is starting up", false),
        ("connection to server on socket \"/x/.s.PGSQL.5432\" failed: No such file or directory", false),
        ("Connection refused", false), ("FATAL:  sorry, too many clients already", false),
    ])
    func onlyARefusalIsNotWaitedFor(_ reason: String, _ isRefusal: Bool) {
        #expect(DatabaseConnection.isRefusal(reason) == isRefusal)
    }

    @Test func theDescriptorLimitIsOnlyToldWhenItBounds() {
        #expect(DescriptorBound.sentence(limit: nil, wanted: nil) == nil)
        #expect(DescriptorBound.sentence(limit: DescriptorBound.plenty, wanted: nil) == nil)
        #expect(DescriptorBound.sentence(limit: 1024, wanted: 100) == nil)
        let most = DescriptorLimit.connections(descriptors: 1024)
        #expect(
            DescriptorBound.sentence(limit: 1024, wanted: nil)
                == "The limit of 1024 open files bounds connections and streams to \(most) at a time: "
                + "raise it (ulimit -n, LimitNOFILE=) for more.")
        #expect(
            DescriptorBound.sentence(limit: 1024, wanted: 5000)
                == "TILL_MAX_CONNECTIONS is 5000, but the limit of 1024 open files allows \(most) connections and "
                + "streams: raise it (ulimit -n, LimitNOFILE=) for more.")
    }

    @Test func environmentsAreReadAsGetenvDoes() {
        #expect(
            ProcessEnvironment.variables(["A=1", "B=x=y", "C=", "junk", "A=2"]) == ["A": "1", "B": "x=y", "C": ""])
    }
}
