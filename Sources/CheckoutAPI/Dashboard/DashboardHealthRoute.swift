import HTTPServer
import Pages

/// `GET /dashboard/health`: whether everything goes as it should.
struct DashboardHealthRoute: Sendable {
    let pages: DashboardPages
    let health: DashboardHealth

    func add(to table: inout RouteTable) {
        table.get(
            "/dashboard/health",
            pages.page { _, caller in
                let page = HealthPage(await health.figures())
                return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
            })
    }
}
