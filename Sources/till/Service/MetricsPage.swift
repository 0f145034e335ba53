import BackgroundWork
import Checkout
import EventLoop
import HTTPMessages
import HTTPServer
import Postgres

/// Everything that `/metrics` shows, at one moment.
struct MetricsPage: Sendable {
    var server: ServerMetrics
    var pools: [PoolSnapshot]
    var loopLags: [Duration]
    var isReady: Bool
    var process: ProcessStatistics
    var checkout = CheckoutCounts()
    var work: [WorkReport] = []
    /// For ages.
    var now = Timestamp(unixMilliseconds: 0)

    var text: String {
        var metrics = PrometheusText()
        writeRequests(to: &metrics)
        writeConnections(to: &metrics)
        checkout.write(to: &metrics)
        WorkMetrics.write(work, at: now, to: &metrics)
        writeDatabase(to: &metrics)
        metrics.begin("till_loop_lag_seconds", .gauge, "Worst delay of a timer in the last 15 seconds, by event loop.")
        for (index, lag) in loopLags.enumerated() {
            metrics.sample("till_loop_lag_seconds", [("loop", String(index))], seconds(lag))
        }
        metrics.single("till_ready", .gauge, "Whether /readyz answers 200.", isReady ? 1 : 0)
        metrics.begin("till_build_info", .gauge, "Which build this is; always 1.")
        metrics.sample("till_build_info", [("version", Version.current)], 1)
        process.write(to: &metrics)
        return metrics.text
    }

    private var routes: [(labels: PrometheusText.Labels, metrics: ServerMetrics.RouteMetrics)] {
        server.routes.map { key, metrics in
            ([("method", key.method?.name ?? "-"), ("route", key.route ?? "-")], metrics)
        }.sorted { left, right in
            left.labels.map(\.value).joined(separator: " ") < right.labels.map(\.value).joined(separator: " ")
        }
    }

    private func writeRequests(to metrics: inout PrometheusText) {
        metrics.begin("till_http_requests_total", .counter, "Answered requests; route “-” is what no route matched.")
        for (labels, route) in routes {
            for (status, count) in route.statuses.sorted(by: { $0.key < $1.key }) {
                metrics.sample("till_http_requests_total", labels + [("status", String(status))], Double(count))
            }
        }
        let name = "till_http_request_duration_seconds"
        metrics.begin(name, .histogram, "From the last byte of a request to the first of its answer.")
        for (labels, route) in routes {
            var cumulative: UInt64 = 0
            let bounds = LatencyHistogram.bounds.map { PrometheusText.number(Double($0) / 1e9) } + ["+Inf"]
            for (bound, count) in zip(bounds, route.durations.counts) {
                cumulative += count
                metrics.sample("\(name)_bucket", labels + [("le", bound)], Double(cumulative))
            }
            metrics.sample("\(name)_sum", labels, Double(route.durations.sumNanoseconds) / 1e9)
            metrics.sample("\(name)_count", labels, Double(cumulative))
        }
    }

    private func writeConnections(to metrics: inout PrometheusText) {
        metrics.single(
            "till_http_connections", .gauge, "Open connections of clients.", Double(server.openConnections))
        metrics.single("till_http_streams", .gauge, "Open event streams.", Double(server.openStreams))
        metrics.single(
            "till_http_requests_running", .gauge, "Requests being worked on.", Double(server.runningRequests))
        let counters: [(String, String, UInt64)] = [
            ("connections_accepted", "Connections accepted.", server.counters.acceptedConnections),
            (
                "connections_shed", "Connections answered 503 because there were too many.",
                server.counters.shedConnections
            ),
            ("accepts_failed", "Connections that could not be accepted.", server.counters.failedAccepts),
            ("received_bytes", "Bytes received from clients.", server.counters.receivedBytes),
            ("sent_bytes", "Bytes sent to clients.", server.counters.sentBytes),
            ("malformed_requests", "Requests that were not HTTP.", server.counters.malformedRequests),
            ("late_clients", "Connections closed because the client was too slow.", server.counters.lateClients),
            (
                "streams_overflowed", "Streams cut off because their reader was too slow.",
                server.counters.overflowedStreams
            ),
            ("requests_abandoned", "Requests whose client left before the answer.", server.counters.abandonedRequests),
        ]
        for (name, help, value) in counters {
            metrics.single("till_http_\(name)_total", .counter, help, Double(value))
        }
    }

    private func writeDatabase(to metrics: inout PrometheusText) {
        let gauges: [(String, PrometheusText.Kind, String, KeyPath<PoolSnapshot, Int>)] = [
            ("connections_idle", .gauge, "Open connections without work, by event loop.", \.idle),
            ("connections_busy", .gauge, "Connections at work.", \.busy),
            ("connections_connecting", .gauge, "Connections being opened.", \.connecting),
            ("waiting", .gauge, "Callers that wait for a connection.", \.waiting),
            ("connections_opened_total", .counter, "Connections opened.", \.opened),
            ("connect_failures_total", .counter, "Attempts to connect that failed.", \.connectFailures),
            ("statements_total", .counter, "Statements sent.", \.statements),
            ("transactions_total", .counter, "Transactions begun.", \.transactions),
            ("refused_total", .counter, "Callers that got no connection.", \.refused),
        ]
        for (name, kind, help, value) in gauges {
            metrics.begin("till_database_\(name)", kind, help)
            for (index, pool) in pools.enumerated() {
                metrics.sample("till_database_\(name)", [("loop", String(index))], Double(pool[keyPath: value]))
            }
        }
    }

    private func seconds(_ duration: Duration) -> Double { Double(duration.wholeNanoseconds) / 1e9 }
}
