import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `/v1/subscriptions`: what paid checkouts have turned into. A page of one end user's reads its own.
struct SubscriptionRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get(
            "/v1/subscriptions", services.openToBrowsers { request, _, origin in try await list(request, origin) })
        table.get(
            "/v1/subscriptions/{subscriptionId}",
            services.openToBrowsers { request, _, origin in try await show(request, origin) })
        table.get("/v1/subscriptions/{subscriptionId}/timeline") { request, _ in try await timeline(request) }
    }

    private func show(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let reader = try await Authentication(services).reader(of: request, origin, .readSubscription)
        let record = try await services.subscription(in: request, of: reader)
        let link = try await SubscriptionLinks(services: services).find(for: [record])[record.id]
        return .response(.subscription(record, for: reader, link: link))
    }

    private func list(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let reader = try await Authentication(services).reader(of: request, origin, .readSubscription)
        let query = try request.query()
        var filter = SubscriptionFilter(organizationID: reader.organizationID, livemode: reader.livemode)
        filter.status = try query.choice("status")
        filter.customer = try query.id("customerId")
        let externalID = try query.externalID()
        let (cursor, limit) = (try query.cursor(), try query.limit())
        if let asked = reader.customerAsked(externalID) {
            // Whoever asks for another, for nobody or for two at once is told of nothing.
            guard
                reader.mayAsk(about: externalID), let customer = try await services.customer(asked, of: reader),
                filter.customer ?? customer.id == customer.id
            else { return .list(Page<SubscriptionRecord>.empty) { _, _ in } }
            filter.customer = customer.id
        }
        let page = try await services.subscriptions.list(filter, after: cursor, limit: limit)
        let links = try await SubscriptionLinks(services: services).find(for: page.items)
        return .list(page) { json, record in json.subscription(record, for: reader, link: links[record.id]) }
    }

    /// For the merchant only, because it holds what the provider and operators say.
    private func timeline(_ request: HTTPRequest) async throws -> HTTPReply {
        let merchant = try await Authentication(services).merchant(of: request)
        let record = try await services.subscription(in: request, of: .secretKey(merchant))
        let entries = try await services.subscriptions.timeline(record.id)
        return .object { json in json.timeline(entries) }
    }
}

extension APIServices {
    /// The subscription in the path, if it is the caller's; to everybody else it does not exist.
    func subscription(in request: HTTPRequest, of caller: Caller) async throws -> SubscriptionRecord {
        guard
            let id = request.id("subscriptionId", as: SubscriptionID.self),
            let record = try await subscription(id, of: caller)
        else { throw APIError.noSuchSubscription }
        return record
    }

    func subscription(_ id: SubscriptionID, of caller: Caller) async throws -> SubscriptionRecord? {
        guard
            let record = try await subscriptions.find(id, of: caller.organizationID, livemode: caller.livemode)
        else { return nil }
        guard case .sessionToken(let token) = caller else { return record }
        return try await customer(token.userID, of: caller)?.id == record.terms.customerID ? record : nil
    }

    /// The customer whom the merchant calls so.
    func customer(_ externalID: String, of caller: Caller) async throws -> Customer? {
        try await customers.customer(
            externalID: externalID, of: caller.organizationID, livemode: caller.livemode)
    }
}
