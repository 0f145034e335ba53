import EventLoop
import HTTPMessages
import HTTPServer
import Postgres
import Testing

@testable import till

@Suite struct MetricsTests {
    @Test func labelsAndHelpAreEscaped() throws {
        var metrics = PrometheusText()
        metrics.begin("a_total", .counter, "line\nand \\ \"quotes\"")
        metrics.sample("a_total", [("x", "q\"b\\n\nend"), ("y", "é")], 1)
        #expect(
            metrics.text
                == "# HELP a_total line\\nand \\\\ \"quotes\"\n# TYPE a_total counter\n"
                + "a_total{x=\"q\\\"b\\\\n\\nend\",y=\"é\"} 1\n")
        #expect(try PrometheusReader(metrics.text).samples.count == 1)
    }

    @Test(arguments: [
        (0.0, "0"), (3.0, "3"), (0.25, "0.25"), (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (.nan, "NaN"),
        (-2.0, "-2"), (9_007_199_254_740_992, "9007199254740992"),
    ])
    func numbers(_ value: Double, _ text: String) {
        #expect(PrometheusText.number(value) == text)
    }

    @Test func thePageIsValidAndComplete() throws {
        var server = ServerMetrics()
        var route = ServerMetrics.RouteMetrics()
        route.statuses = [200: 2, 503: 1]
        for nanoseconds: UInt64 in [50_000, 3_000_000, 60_000_000_000] {
            route.durations.record(nanoseconds: nanoseconds)
        }
        server.routes[.init(method: .get, route: "/v1/checkout/{sessionId}")] = route
        server.routes[.init(method: nil, route: nil)] = route
        server.openStreams = 7
        server.counters.shedConnections = 4
        var pool = PoolSnapshot()
        pool.busy = 3
        let page = MetricsPage(
            server: server, pools: [PoolSnapshot(), pool], loopLags: [.zero, .milliseconds(12)], isReady: false,
            process: ProcessStatistics(
                residentBytes: 1, cpuSeconds: 2.5, openDescriptors: 3, descriptorLimit: 4, startSeconds: 5))
        let metrics = try PrometheusReader(page.text)
        let labels = #"method="GET",route="/v1/checkout/{sessionId}""#
        #expect(metrics["till_http_requests_total{\(labels),status=\"503\"}"] == 1)
        #expect(metrics["till_http_request_duration_seconds_bucket{\(labels),le=\"0.0001\"}"] == 1)
        #expect(metrics["till_http_request_duration_seconds_bucket{\(labels),le=\"0.005\"}"] == 2)
        #expect(metrics["till_http_request_duration_seconds_bucket{\(labels),le=\"+Inf\"}"] == 3)
        #expect(metrics["till_http_request_duration_seconds_count{\(labels)}"] == 3)
        #expect(metrics[#"till_http_requests_total{method="-",route="-",status="200"}"#] == 2)
        #expect(metrics["till_http_streams"] == 7)
        #expect(metrics["till_http_connections_shed_total"] == 4)
        #expect(metrics[#"till_database_connections_busy{loop="1"}"#] == 3)
        #expect(metrics[#"till_loop_lag_seconds{loop="1"}"#] == 0.012)
        #expect(metrics["till_ready"] == 0)
        #expect(metrics["process_cpu_seconds_total"] == 2.5)
        #expect(metrics["process_max_fds"] == 4)
    }

    @Test func theReaderIsStrict() {
        for wrong in [
            "a 1\n", "# TYPE a counter\na 1", "# TYPE a counter\na x\n", "# TYPE a counter\nb 1\n",
            "# TYPE a counter\na{b=c} 1\n", "# TYPE a counter\na 1\na 2\n", "# TYPE a counter\na{b=\"\"\"} 1\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 2\na_sum 1\n",
        ] { #expect(throws: PrometheusReader.Malformed.self, "\(wrong)") { try PrometheusReader(wrong) } }
    }

    @Test func theWorstLagIsThatOfLate() {
        var window = LagWindow()
        #expect(window.worst == .zero)
        window.add(.milliseconds(90))
        for _ in 1..<LagWindow.size { window.add(.milliseconds(1)) }
        #expect(window.worst == .milliseconds(90))
        window.add(.milliseconds(-3))
        #expect(window.worst == .milliseconds(1))
    }

    @Test func theProcessIsKnown() {
        let statistics = ProcessStatistics.current()
        #expect(statistics.cpuSeconds > 0)
        #expect(statistics.residentBytes.map { $0 > 1_000_000 } != false)
        #expect(statistics.openDescriptors.map { $0 > 2 } != false)
        #expect(
            ProcessStatistics.startSeconds(
                process: "12 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 250 20",
                system: "cpu 1\nbtime 1000\n",
                ticksPerSecond: 100) == 1002.5)
        #expect(ProcessStatistics.startSeconds(process: "12 (a", system: "btime 1", ticksPerSecond: 100) == nil)
    }
}
