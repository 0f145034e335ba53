import Checkout
import HTTPMessages
import Payments

extension StripeProvider {
    func lookUpSubscription(
        _ subscription: SubscriptionReference
    ) async throws(ProviderFailure) -> SubscriptionReport {
        let call = StripeCall(method: .get, path: Self.path(subscription), accountID: subscription.accountID)
        return try await report(call, on: subscription)
    }

    /// By what we left on it, among those of its customer. Stripe's search would lag behind a creation that is in doubt;
    /// lists do not.
    func findSubscription(_ search: SubscriptionSearch) async throws(ProviderFailure) -> SubscriptionReport? {
        var list = SubscriptionList(.customer(search.customer), accountID: search.accountID)
        var found: SubscriptionReport?
        var unreadable: UnreadableObject?
        repeat {
            let page = try await listSubscriptions(list)
            for report in page.items where report.subscriptionID == search.subscriptionID {
                // One that lives comes before one that failed to.
                if found == nil || found?.status.isTerminal == true { found = report }
            }
            unreadable = unreadable ?? page.unreadable.first
            list.after = page.next
        } while list.after != nil
        if found == nil, let unreadable {
            throw ProviderFailure(
                kind: .broken, mayHaveActed: false, detail: "\(unreadable.id) cannot be read: \(unreadable.reason)")
        }
        return found
    }

    func listSubscriptions(
        _ list: SubscriptionList
    ) async throws(ProviderFailure) -> ProviderPage<SubscriptionReport> {
        var query = Self.paging(after: list.after, limit: list.limit)
        switch list.scope {
        case .changed(let since): return try await changedSubscriptions(since, query, accountID: list.accountID)
        case .customer(let id): query["customer"] = .text(id)
        case .all: break
        }
        query["status"] = "all"
        let call = StripeCall(method: .get, path: "/v1/subscriptions", query: query, accountID: list.accountID)
        return try await page(call) { object throws(UnreadableMember) in
            try SubscriptionReport(stripe: object, accountID: list.accountID)
        }
    }

    /// Subscriptions cannot be listed by when they changed, but events can, and each holds the subscription as it was.
    private func changedSubscriptions(
        _ since: Timestamp, _ paging: FormMap, accountID: String?
    ) async throws(ProviderFailure) -> ProviderPage<SubscriptionReport> {
        var query = paging
        query["created"] = ["gte": .text(String(since.unixSeconds))]
        query["types"] = .list(StripeEventTypes.subscriptions.sorted().map(FormValue.text))
        let call = StripeCall(method: .get, path: "/v1/events", query: query, accountID: accountID)
        return try await page(call) { event throws(UnreadableMember) in
            guard let object = event["data"]?["object"]?.object else { throw UnreadableMember("data.object") }
            return try SubscriptionReport(stripe: object, accountID: accountID)
        }
    }
}
