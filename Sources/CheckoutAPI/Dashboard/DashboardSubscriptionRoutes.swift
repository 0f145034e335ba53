import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer
import Pages

/// What became of a checkout that started a subscription.
struct DashboardSubscriptionRoutes: Sendable {
    let pages: DashboardPages
    private var services: APIServices { pages.services }

    func add(to table: inout RouteTable) {
        table.get(
            "/dashboard/subscriptions/{subscriptionId}",
            pages.page { request, caller in try await show(request, caller) })
    }

    private func show(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        guard
            let id = request.id("subscriptionId", as: SubscriptionID.self),
            let record = try await services.subscriptions.find(
                id, of: caller.organizationID, livemode: caller.livemode)
        else { throw DashboardProblem.notFound("subscription") }
        let timeline = try await services.subscriptions.timeline(id).map(TimelineLine.init)
        let product = try await services.catalog.product(
            record.state.plan.productID, of: caller.organizationID, livemode: caller.livemode)
        var page = SubscriptionPage(record.terms, record.state, product: product?.name, timeline: timeline)
        var refunds = RefundFilter(organizationID: caller.organizationID, livemode: caller.livemode)
        refunds.subscription = id
        page.refunds = try await services.refunds.list(refunds, limit: 100).items.map {
            RefundLine($0.terms, $0.state)
        }
        if services.settings.hasProviderPages, record.terms.provider == .stripe,
            let there = record.state.provider.subscription
        {
            page.providerURL = StripeDashboard.url(
                "subscriptions", there, account: record.terms.accountID, livemode: record.terms.livemode)
        }
        return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
    }
}
