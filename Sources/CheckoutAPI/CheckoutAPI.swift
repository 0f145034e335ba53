package import HTTPServer
package import Pages

/// The HTTP API of one loop.
package struct CheckoutAPI: Sendable {
    private let services: APIServices
    private let assets: PageAssets

    package init(_ services: APIServices, _ assets: PageAssets) {
        self.services = services
        self.assets = assets
    }

    /// To stand before all routes of the application.
    package static let middleware: [Middleware] = [Preflight.middleware]

    /// `health` tells the dashboard how the service goes.
    package func add(to table: inout RouteTable, health: DashboardHealth = .unknown) {
        CreateRoute(services: services).add(to: &table)
        ConfirmRoute(services: services).add(to: &table)
        StatusRoute(services: services).add(to: &table)
        StreamRoute(services: services).add(to: &table)
        ReturnRoute(services: services).add(to: &table)
        SessionRoutes(services: services).add(to: &table)
        ListRoute(services: services).add(to: &table)
        SessionTokenRoutes(services: services).add(to: &table)
        CustomerRoutes(services: services).add(to: &table)
        SubscriptionRoutes(services: services).add(to: &table)
        SubscriptionMakingRoutes(services: services).add(to: &table)
        SubscriptionChangeRoutes(services: services).add(to: &table)
        FeatureRoutes(services: services).add(to: &table)
        RefundRoutes(services: services).add(to: &table)
        ProductRoutes(services: services).add(to: &table)
        PriceRoutes(services: services).add(to: &table)
        ReviewRoutes(services: services).add(to: &table)
        ProviderPriceRoutes(services: services).add(to: &table)
        ProviderWebhookRoutes(services: services).add(to: &table)
        ClientFileRoutes(files: assets.clientFiles).add(to: &table)
        CheckoutPageRoutes(services: services, assets: assets).add(to: &table)
        DashboardRoutes(services, assets, health).add(to: &table)
    }
}
