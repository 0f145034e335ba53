import BackgroundWork
import Checkout
import EventLoop

/// What background work shows on `/metrics`.
enum WorkMetrics {
    static func write(_ reports: [WorkReport], at now: Timestamp, to metrics: inout PrometheusText) {
        let values: [(String, PrometheusText.Kind, String, (WorkReport) -> Double?)] = [
            ("done_total", .counter, "Rows dealt with in the background, by kind of work.", { Double($0.done) }),
            ("failed_total", .counter, "Pieces that failed; each is tried again.", { Double($0.failed) }),
            (
                "claims_failed_total", .counter, "Looks for work that the database did not answer.",
                { Double($0.failedLooks) }
            ),
            (
                "seconds_total", .counter, "Time spent on it.",
                { Double($0.duration.wholeNanoseconds) / 1e9 }
            ),
            ("running", .gauge, "Pieces under way.", { Double($0.running) }),
            (
                "backlog", .gauge, "Rows that were due and not taken up, at the last count.",
                { $0.backlog.map { Double($0) } }
            ),
            (
                "backlog_oldest_seconds", .gauge, "How long the first of them has been due.",
                { report in
                    guard report.backlog != nil else { return nil }
                    let age = report.oldest.map { max(.zero, now - $0) } ?? .zero
                    return Double(age.wholeNanoseconds) / 1e9
                }
            ),
        ]
        for (name, kind, help, value) in values {
            metrics.begin("till_work_\(name)", kind, help)
            for report in reports {
                guard let value = value(report) else { continue }
                metrics.sample("till_work_\(name)", [("kind", report.kind.rawValue)], value)
            }
        }
    }
}
