package import Checkout
import CheckoutStore
import EventLoop
package import Payments

/// What changed at the provider lately, whether or not a webhook told of it.
extension CheckoutFlow {
    /// A subscription that names one of ours, and that is none of ours, is put up for review, once: somebody may be billed
    /// for it. One that is ours and does not stand as it does here is compared.
    package func compareChanges(
        at account: Providers.Account, accountID: String?, since: Timestamp
    ) async throws -> ReconciliationReport {
        loop.preconditionCurrent()
        guard let provider = providers.connected(account.provider, livemode: account.livemode)?.client else {
            return .notConfigured(nil)
        }
        var report = ReconciliationReport()
        var list = SubscriptionList(.changed(since: since), accountID: accountID)
        var seen: Set<String> = []
        repeat {
            let page: ProviderPage<SubscriptionReport>
            do throws(ProviderFailure) {
                page = try await asked(.listSubscriptions, nil) { () throws(ProviderFailure) in
                    try await provider.subscriptions.list(list)
                }
            } catch {
                report.add(.failed(nil, error))
                return report
            }
            // Latest first: what is older of the same one is no news.
            let latest = page.items.filter { seen.insert($0.providerID).inserted }
            report.add(try await compare(latest, account))
            report.failures += page.unreadable.map { object in
                ReconciliationReport.Failure(
                    about: nil, reason: "\(object.id) cannot be read: \(object.reason)", kind: nil)
            }
            list.after = page.next
        } while list.after != nil
        return report
    }

    private func compare(
        _ reports: [SubscriptionReport], _ account: Providers.Account
    ) async throws -> ReconciliationReport {
        var result = ReconciliationReport()
        result.listed = reports.count
        let ids = reports.map(\.providerID)
        let known = try await subscriptionStore.find(providerIDs: ids, provider: account.provider)
        let byID = Dictionary(
            known.map { ($0.state.provider.subscription ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        for report in reports {
            if let record = byID[report.providerID] {
                guard !record.machine.agrees(with: report, at: now) else { continue }
                // It may be older than what is known: the provider is asked how it stands by now.
                result.add(try await compare(record.id))
            } else if let named = report.subscriptionID {
                result.add(try await unknown(report, named))
            }
        }
        return result
    }

    private func unknown(_ report: SubscriptionReport, _ named: SubscriptionID) async throws -> ReconciliationReport {
        let record = try await subscriptionStore.find(named)
        // Of one that is being made just now, the answer or the next look tells.
        if let record, record.state.provider.subscription == nil, record.state.owed != nil { return .skipped }
        guard !report.status.isTerminal else { return .skipped }
        let reason = record.map { "which is \($0.state.provider.subscription ?? "not the provider's") there" }
        let detail = "\(report.providerID) of \(report.customer) names \(named), \(reason ?? "which is not here")"
        let isNew = try await reviews.addOnce(
            kind: "subscription_unknown", detail: detail, organization: record?.organizationID,
            subscription: record?.id, at: now)
        guard isNew else { return .skipped }
        let about = record.map { FlowSubject.subscription($0.id) }
        events.reviewOpened(about, detail)
        var result = ReconciliationReport()
        result.reviews = [ReconciliationReport.Review(about: about, detail: detail)]
        return result
    }
}
