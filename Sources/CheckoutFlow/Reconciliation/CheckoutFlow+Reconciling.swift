import Checkout
package import CheckoutStore
import EventLoop
import Payments

/// What is compared by hand.
package struct ReconciliationOrder: Hashable, Sendable {
    package var organizationID: OrganizationID?
    package var livemode: Bool?
    /// What ended earlier is let be, and what the provider's lists say of earlier is not asked for.
    package var since: Duration

    package init(organizationID: OrganizationID? = nil, livemode: Bool? = nil, since: Duration = .seconds(3 * 86_400)) {
        self.organizationID = organizationID
        self.livemode = livemode
        self.since = since
    }
}

/// Everything at once, for whoever wants to know now. In the background the same is done bit by bit.
extension CheckoutFlow {
    private static let pageSize = 100

    /// `progress` hears of each page with what it came to. How fast it goes is up to the providers' pacer.
    package func reconcile(
        _ order: ReconciliationOrder = ReconciliationOrder(),
        progress: @Sendable (ReconciliationReport) -> Void = { _ in }
    ) async throws -> ReconciliationReport {
        loop.preconditionCurrent()
        var whole = ReconciliationReport()
        func add(_ report: ReconciliationReport) {
            whole.add(report)
            progress(report)
        }
        let since = now - order.since
        for account in providers.accounts where order.livemode.map({ $0 == account.livemode }) ?? true {
            // The platform's own account is every merchant's that has none.
            for accountID in [nil] + (try await comparisons.accounts(of: order.organizationID)).map(Optional.some) {
                add(try await compareChanges(at: account, accountID: accountID, since: since))
            }
        }
        let scope = ComparisonScope(
            organizationID: order.organizationID, livemode: order.livemode, endedSince: since, movedUntil: now)
        var lastSubscription: SubscriptionID?
        repeat {
            let page = try await comparisons.subscriptions(scope, after: lastSubscription, limit: Self.pageSize)
            add(try await compareAll(page) { try await self.compare($0) })
            lastSubscription = page.count == Self.pageSize ? page.last : nil
        } while lastSubscription != nil
        var lastSession: CheckoutSessionID?
        repeat {
            let page = try await comparisons.sessions(scope, after: lastSession, limit: Self.pageSize)
            add(try await compareAll(page) { try await self.compare($0) })
            lastSession = page.count == Self.pageSize ? page.last : nil
        } while lastSession != nil
        return whole
    }

    func compareAll<ID: Sendable>(
        _ ids: [ID], _ compare: (ID) async throws -> ReconciliationReport
    ) async throws -> ReconciliationReport {
        var report = ReconciliationReport()
        for id in ids {
            report.add(try await compare(id))
            try Task.checkCancellation()
        }
        return report
    }
}
