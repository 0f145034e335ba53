package import Checkout
import CheckoutStore
import EventLoop
package import Payments

/// The same in the background: a subscription every six hours, what changed at the provider every ten minutes, open sessions
/// every hour.
extension CheckoutFlow {
    private static let comparisonInterval = Duration.seconds(6 * 3600)
    /// After a provider that did not answer.
    private static let comparisonRetry = Duration.seconds(600)
    /// So long what ended is compared on: it must not go on being billed there.
    private static let endedFor = Duration.seconds(3 * 86_400)
    private static let sweepLease = Duration.seconds(300)
    private static let pageSize = 100

    /// A subscription's comparison has come due. Returns when it has been seen to.
    package func comparisonCameDue(_ id: SubscriptionID) async throws {
        let report = try await compare(id)
        guard let record = try await subscriptionStore.find(id) else { return }
        let isOver = record.state.endedAt.map { $0 + Self.endedFor <= now } ?? false
        // A plan that costs nothing never has a provider's side.
        let hasNone = record.state.provider.subscription == nil && record.state.plan.isFree
        let wait = report.failures.isEmpty ? Self.comparisonInterval : Self.comparisonRetry
        try await comparisons.compareNext(id, at: isOver || hasNone ? nil : now + wait)
    }

    /// The passes that may be made, by their names.
    package func sweeps() async throws -> [Sweep] {
        loop.preconditionCurrent()
        let accounts = [nil] + (try await comparisons.accounts(of: nil)).map(Optional.some)
        return [.openSessions]
            + providers.accounts.flatMap { account in accounts.map { .changes(account, accountID: $0) } }
    }

    /// Makes a pass if it is time for it and no other process does; answers how many objects it saw.
    package func sweep(_ sweep: Sweep) async throws -> Int {
        let start = now
        let begun = try await comparisons.beginSweep(sweep.name, at: start, lease: Self.sweepLease)
        guard begun.isBegun else { return 0 }
        var report = ReconciliationReport()
        switch sweep {
        case .openSessions: report = try await sweepSessions(sweep.name)
        case .changes(let account, let accountID):
            let since = begun.seenUntil.map { $0 - sweep.overlap } ?? start - .seconds(86_400)
            report = try await compareChanges(at: account, accountID: accountID, since: since)
        }
        // What could not be listed is listed by the next one.
        let isWhole = !report.failures.contains { $0.about == nil && $0.kind != nil }
        guard isWhole else { return report.listed + report.compared }
        try await comparisons.endSweep(sweep.name, seenUntil: start, next: start + sweep.interval)
        return report.listed + report.compared
    }

    private func sweepSessions(_ name: String) async throws -> ReconciliationReport {
        var report = ReconciliationReport()
        var last: CheckoutSessionID?
        repeat {
            let page = try await comparisons.openSessions(
                movedUntil: now - .seconds(600), after: last, limit: Self.pageSize)
            report.add(try await compareAll(page) { try await self.compare($0) })
            try await comparisons.continueSweep(name, until: now + Self.sweepLease)
            last = page.count == Self.pageSize ? page.last : nil
        } while last != nil
        return report
    }
}

/// A pass over a whole list.
package enum Sweep: Hashable, Sendable {
    /// Sessions that wait for their buyers, or for the provider.
    case openSessions
    /// What the provider's own events of late tell.
    case changes(Providers.Account, accountID: String?)

    package var name: String {
        switch self {
        case .openSessions: "open sessions"
        case .changes(let account, let id):
            "\(account.provider.rawValue) \(account.livemode ? "live" : "test") \(id ?? "platform")"
        }
    }

    var interval: Duration {
        switch self {
        case .openSessions: .seconds(3600)
        case .changes: .seconds(600)
        }
    }

    /// Between our clock and the provider's, and for events that become visible late.
    var overlap: Duration { .seconds(600) }
}
