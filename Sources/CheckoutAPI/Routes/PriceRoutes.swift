import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages
import HTTPServer

/// `/v1/prices`: for how much a merchant sells its products. Prices are archived and never changed or deleted.
struct PriceRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/v1/prices") { request, _ in try await create(request) }
        table.get("/v1/prices") { request, _ in try await list(request) }
        table.get("/v1/prices/{priceId}") { request, _ in try await show(request) }
        table.post("/v1/prices/{priceId}/archive") { request, _ in try await setActive(false, request) }
        table.post("/v1/prices/{priceId}/activate") { request, _ in try await setActive(true, request) }
    }

    private func create(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try PriceRequest(request.fields())
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            let now = services.now
            let id = PriceID(UniqueID(bits: try RandomUUID.version7(unixMilliseconds: now.unixMilliseconds)))
            let record = wanted.record(id, of: caller, at: now)
            do {
                try await services.catalog.create(record)
            } catch Catalog.Refusal.noSuchProduct {
                throw APIError.productNotFound(param: "productId")
            }
            return .price(record, .created)
        }
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let query = try request.query()
        let page = try await services.catalog.prices(
            of: caller.organization.id, livemode: caller.livemode, product: query.id("productId"),
            isActive: query.bool("active"), after: query.cursor(), limit: query.limit())
        return .list(page) { json, price in json.price(price) }
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        guard
            let id = request.id("priceId", as: PriceID.self),
            let price = try await services.catalog.price(id, of: caller.organization.id, livemode: caller.livemode)
        else { throw APIError.priceNotFound() }
        return .response(.price(price))
    }

    private func setActive(_ isActive: Bool, _ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            guard
                let id = request.id("priceId", as: PriceID.self),
                let price = try await services.catalog.setActive(
                    isActive, price: id, of: caller.organization.id, livemode: caller.livemode, at: services.now)
            else { throw APIError.priceNotFound() }
            return .price(price)
        }
    }
}
