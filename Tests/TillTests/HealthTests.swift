import EventLoop
import HTTPMessages
import Postgres
import Testing

@testable import till

@Suite struct HealthTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private func problems(_ report: HealthReport) -> [String] {
        report.checks.filter { $0.problem != nil }.map(\.name)
    }

    @Test func notReadyBeforeTheFirstFinding() {
        let health = Health()
        #expect(!health.isKnown)
        #expect(problems(health.report(at: start)) == ["database", "schema"])
    }

    @Test func readyWhileFindingsAreFresh() {
        var health = Health()
        health.probed(.reachable(.current), at: start)
        #expect(health.report(at: start).isReady)
        #expect(health.report(at: start + Health.freshness).isReady)
        // The probe is stuck: what it found last is worth nothing.
        let late = health.report(at: start + Health.freshness + .nanoseconds(1))
        #expect(problems(late) == ["database", "schema"])
        health.probed(.reachable(.current), at: start + .seconds(5))
        #expect(health.report(at: start + .seconds(6)).isReady)
    }

    @Test func notReadyWithoutADatabase() {
        var health = Health()
        health.probed(.reachable(.current), at: start)
        health.probed(.unreachable(reason: "gone"), at: start + .milliseconds(500))
        #expect(problems(health.report(at: start + .milliseconds(500))) == ["database", "schema"])
        health.probed(.reachable(.current), at: start + .seconds(1))
        #expect(health.report(at: start + .seconds(1)).isReady)
    }

    @Test(arguments: [SchemaVersion.behind(applied: 1, known: 2), .ahead(applied: 3, known: 2)])
    func notReadyWithAnotherSchema(_ schema: SchemaVersion) {
        var health = Health()
        health.probed(.reachable(schema), at: start)
        #expect(problems(health.report(at: start)) == ["schema"])
    }

    @Test func notReadyWhileDraining() {
        var health = Health()
        health.probed(.reachable(.current), at: start)
        health.drainBegan()
        #expect(problems(health.report(at: start)) == ["accepting"])
    }

    @Test func theAnswerNamesEveryCheck() {
        var health = Health()
        health.probed(.reachable(.behind(applied: 0, known: 1)), at: start)
        let response = health.report(at: start).response(requestID: "r1")
        #expect(response.status.code == 503)
        #expect(response.headers["Retry-After"] == "1")
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"error":{"type":"unavailable","code":"not_ready","#
                + #""message":"The service is not ready for requests right now. Please try again.","#
                + #""details":{"checks":{"database":{"ok":true},"#
                + #""schema":{"ok":false,"problem":"older than this build: run till migrate"},"accepting":{"ok":true}}},"#
                + #""requestId":"r1"},"statusCode":503}"#)
        #expect(response.headers["Cache-Control"] == "no-store")
        health.probed(.reachable(.current), at: start)
        let ready = health.report(at: start).response(requestID: "r2")
        #expect(ready.status.code == 200)
        #expect(
            String(decoding: ready.body, as: UTF8.self)
                == #"{"status":"ready","checks":{"database":{"ok":true},"schema":{"ok":true},"accepting":{"ok":true}}}"#
        )
        #expect(ready.headers["Retry-After"] == nil)
        #expect(ready.headers["Cache-Control"] == "no-store")
    }
}
