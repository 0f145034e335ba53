import HTTPServer
import Pages

/// `/dashboard`: what an operator looks at with a customer on the telephone. Of one loop.
struct DashboardRoutes: Sendable {
    private let pages: DashboardPages
    private let streams: DashboardStreams
    private let health: DashboardHealth

    init(_ services: APIServices, _ assets: PageAssets, _ health: DashboardHealth) {
        self.health = health
        pages = DashboardPages(services, assets)
        streams = DashboardStreams(services.store, services.feed)
    }

    func add(to table: inout RouteTable) {
        DashboardLoginRoutes(pages: pages).add(to: &table)
        DashboardSessionRoutes(pages: pages).add(to: &table)
        DashboardSubscriptionRoutes(pages: pages).add(to: &table)
        DashboardEventRoutes(pages: pages).add(to: &table)
        DashboardReviewRoutes(pages: pages).add(to: &table)
        DashboardHealthRoute(pages: pages, health: health).add(to: &table)
        DashboardStreamRoute(pages: pages, streams: streams).add(to: &table)
    }
}
