import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages
import HTTPServer

/// `/v1/products`: what a merchant sells. Products are archived and never deleted, since sessions and bills name them.
struct ProductRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/v1/products") { request, _ in try await create(request) }
        table.get("/v1/products") { request, _ in try await list(request) }
        table.get("/v1/products/{productId}") { request, _ in try await show(request) }
        table.post("/v1/products/{productId}") { request, _ in try await update(request) }
        table.post("/v1/products/{productId}/archive") { request, _ in try await archive(request) }
    }

    private func create(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try ProductRequest(request.fields())
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            let now = services.now
            let id = ProductID(
                UniqueID(bits: try RandomUUID.version7(unixMilliseconds: now.unixMilliseconds)))
            let product = try wanted.product(id, of: caller, at: now)
            try await services.catalog.create(product)
            return .product(product, .created)
        }
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let query = try request.query()
        let page = try await services.catalog.products(
            of: caller.organization.id, livemode: caller.livemode, isActive: query.bool("active"),
            after: query.cursor(), limit: query.limit())
        return .list(page) { json, product in json.product(product) }
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        return .response(.product(try await product(of: request, caller)))
    }

    private func update(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try ProductRequest(request.fields())
        return try await change(request, caller) { wanted.change(&$0) }
    }

    private func archive(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        return try await change(request, caller) { $0.isActive = false }
    }

    private func change(
        _ request: HTTPRequest, _ caller: MerchantCaller, _ change: (inout Product) -> Void
    ) async throws -> HTTPReply {
        try await services.once(request, RequestOwner(.secretKey(caller))) {
            var product = try await product(of: request, caller)
            change(&product)
            guard try await services.catalog.update(product, at: services.now) else {
                throw APIError.productNotFound()
            }
            return .product(try await self.product(of: request, caller))
        }
    }

    private func product(of request: HTTPRequest, _ caller: MerchantCaller) async throws -> Product {
        guard
            let id = request.id("productId", as: ProductID.self),
            let product = try await services.catalog.product(
                id, of: caller.organization.id, livemode: caller.livemode)
        else { throw APIError.productNotFound() }
        return product
    }
}
