import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages
import HTTPServer

/// `/v1/customers`: who buys. A merchant's backend writes it down, and a page of one end user's reads what is there of it.
struct CustomerRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/v1/customers") { request, _ in try await create(request) }
        table.get(
            "/v1/customers", services.openToBrowsers { request, _, origin in try await list(request, origin) })
        table.get(
            "/v1/customers/{customerId}",
            services.openToBrowsers { request, _, origin in try await show(request, origin) })
        table.post("/v1/customers/{customerId}") { request, _ in try await update(request) }
    }

    private func create(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try CustomerFields(request.fields())
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            let now = services.now
            let id = CustomerID(UniqueID(bits: try RandomUUID.version7(unixMilliseconds: now.unixMilliseconds)))
            let customer = try wanted.customer(id, of: caller, at: now)
            do {
                try await services.customers.create(customer)
            } catch let refusal as Customers.Refusal {
                throw APIError(refusal)
            }
            return .customer(customer, for: .secretKey(caller), .created)
        }
    }

    private func update(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try CustomerFields(request.fields())
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            guard let id = request.id("customerId", as: CustomerID.self) else { throw APIError.customerNotFound() }
            let changed: Customer?
            do {
                changed = try await services.customers.update(
                    id, of: caller.organization.id, livemode: caller.livemode, wanted.changes, at: services.now)
            } catch let refusal as Customers.Refusal {
                throw APIError(refusal)
            }
            guard let changed else { throw APIError.customerNotFound() }
            return .customer(changed, for: .secretKey(caller))
        }
    }

    private func list(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let reader = try await Authentication(services).reader(of: request, origin, .readCustomer)
        let query = try request.query()
        var filter = CustomerFilter(organizationID: reader.organizationID, livemode: reader.livemode)
        filter.externalID = try query.externalID()
        filter.email = try query.string("email", atMost: CheckoutLimits.emailCharacterCount)
        let (cursor, limit) = (try query.cursor(), try query.limit())
        if case .sessionToken(let token) = reader {
            // Whoever asks for another is told of nobody.
            guard filter.externalID ?? token.userID == token.userID else {
                return .list(Page<Customer>.empty) { _, _ in }
            }
            filter.externalID = token.userID
        }
        let page = try await services.customers.list(filter, after: cursor, limit: limit)
        return .list(page) { json, customer in json.customer(customer, for: reader) }
    }

    private func show(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let reader = try await Authentication(services).reader(of: request, origin, .readCustomer)
        guard
            let id = request.id("customerId", as: CustomerID.self),
            let customer = try await services.customers.customer(
                id, of: reader.organizationID, livemode: reader.livemode)
        else { throw APIError.customerNotFound() }
        if case .sessionToken(let token) = reader, customer.details.externalID != token.userID {
            throw APIError.customerNotFound()
        }
        return .response(.customer(customer, for: reader))
    }
}
