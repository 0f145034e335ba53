import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import HTTPServer
import Pages

/// The shop at `/demo` of a `till dev`: a merchant's page, and the server behind it. It uses nothing of Till but what any
/// merchant has: the API, by its secret key, and `till.js`.
final class DemoShop: Sendable {
    private let servers: [MerchantServer]
    private let routes: DemoRoutes

    private init(servers: [MerchantServer], routes: DemoRoutes) {
        self.servers = servers
        self.routes = routes
    }

    /// `till` is where its server calls, `site` where buyers find it.
    static func start(
        _ merchant: DemoMerchant, till: String, site: String, isSimulated: Bool, on loops: [EventLoop]
    ) async throws -> DemoShop {
        var servers: [MerchantServer] = []
        for loop in loops {
            let client = try await loop.submit { try HTTPClient(loop: loop) }
            servers.append(MerchantServer(client: client, loop: loop, key: merchant.secretKey, till: till))
        }
        let page = DemoPage(goods: DemoChoice.allCases.map(\.good), isSimulated: isSimulated)
        let routes = DemoRoutes(merchant: merchant, site: site, page: page.response(try PageAssets()))
        return DemoShop(servers: servers, routes: routes)
    }

    func addRoutes(_ loop: EventLoop, to table: inout RouteTable) {
        if let server = servers.first(where: { $0.loop === loop }) { routes.add(to: &table, server) }
    }

    func stop() async {
        for server in servers { await server.client.shutDown() }
    }
}

extension ServiceCheckout {
    /// With a shop on the same address.
    func with(_ shop: DemoShop) -> ServiceCheckout {
        var checkout = self
        checkout.addRoutes = { loop, health, table in
            addRoutes(loop, health, &table)
            shop.addRoutes(loop, to: &table)
        }
        checkout.stop = {
            await shop.stop()
            await stop()
        }
        return checkout
    }
}
