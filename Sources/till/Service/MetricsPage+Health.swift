import BackgroundWork
import Checkout
import EventLoop
import HTTPServer
import Pages
import Postgres

extension MetricsPage {
    /// The same figures, for people.
    func figures(_ health: HealthReport) -> HealthFigures {
        var figures = HealthFigures(version: Version.current)
        figures.startedAt = process.startSeconds.map { Timestamp(unixSeconds: Int64($0)) }
        figures.checks = health.checks.map { .init($0.name, problem: $0.problem) }
        figures.clockSkew = checkout.clockSkew
        figures.expectsWebhooks = checkout.webhookSilence != nil
        figures.webhookSilence = checkout.webhookSilence
        figures.signatures = checkout.signaturesBySecret.map { .init(secret: $0, fitting: $1, others: $2) }
        figures.refusedWebhooks = checkout.webhooksRefused.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        figures.work = work.map { report in
            .init(
                kind: report.kind.rawValue, backlog: report.backlog, age: report.oldest.map { max(.zero, now - $0) },
                running: report.running, done: report.done, failed: report.failed)
        }
        figures.connections = server.openConnections
        figures.streams = server.openStreams
        figures.databaseBusy = pools.map(\.busy).reduce(0, +)
        figures.databaseIdle = pools.map(\.idle).reduce(0, +)
        figures.databaseWaiting = pools.map(\.waiting).reduce(0, +)
        figures.worstLag = loopLags.max() ?? .zero
        figures.residentBytes = process.residentBytes
        figures.failures = checkout.failures
        return figures
    }
}

extension CheckoutCounts {
    /// How often each secret, counted from 1, made a webhook's signature, and how often it did not.
    fileprivate var signaturesBySecret: [(secret: Int, fitting: Int, others: Int)] {
        Set(signatures.keys.map(\.secret)).sorted().map { secret in
            (
                secret + 1, signatures[.init(secret: secret, fits: true)] ?? 0,
                signatures[.init(secret: secret, fits: false)] ?? 0
            )
        }
    }
}
