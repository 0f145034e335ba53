import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `/v1/features`: what a customer may use at this moment. Asked on every visit, answered from our own tables.
struct FeatureRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get(
            "/v1/features/check", services.openToBrowsers { request, _, origin in try await check(request, origin) })
        table.get(
            "/v1/features/entitlements",
            services.openToBrowsers { request, _, origin in try await list(request, origin) })
    }

    private func check(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let reader = try await Authentication(services).reader(of: request, origin, .readSubscription)
        let query = try request.query()
        guard let key = query["feature_key"] else { throw APIError.missing("feature_key") }
        guard FeatureFields.isKey(key) else { throw APIError.invalid("feature_key", FeatureFields.keyExpectation) }
        let customer = try await customer(query, reader)
        let found = try await entitlements(of: customer, key: key, reader).first
        return .object { json in
            json.member("object", "feature_check")
            json.member("featureKey", key)
            json.member("granted", found != nil)
            json.member("customerId", orNull: customer?.description)
            json.key("entitlement")
            if let found { json.entitlement(found) } else { json.null() }
        }
    }

    private func list(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let reader = try await Authentication(services).reader(of: request, origin, .readSubscription)
        let entitlements = try await entitlements(of: try await customer(request.query(), reader), reader)
        return .object { json in
            json.member("object", "list")
            json.key("data")
            json.beginArray()
            for entitlement in entitlements { json.entitlement(entitlement) }
            json.endArray()
            json.member("hasMore", false)
            json.member("nextCursor", orNull: nil)
        }
    }

    private func entitlements(
        of customer: CustomerID?, key: String? = nil, _ reader: Caller
    ) async throws -> [FeatureEntitlement] {
        guard let customer else { return [] }
        return FeatureEntitlement.all(
            of: try await services.entitlements.grants(
                of: customer, organization: reader.organizationID, livemode: reader.livemode, key: key))
    }

    // MARK: Whose

    /// `nil` for somebody who has bought nothing yet: customers appear when they pay.
    private func customer(_ query: QueryParameters, _ reader: Caller) async throws -> CustomerID? {
        let externalID = try query.externalID()
        guard reader.mayAsk(about: externalID) else { throw APIError.customerNotFound(param: "externalId") }
        guard let id: CustomerID = try query.id("customerId") else {
            guard let asked = reader.customerAsked(externalID) else { throw APIError.missing("externalId") }
            return try await services.customer(asked, of: reader)?.id
        }
        guard externalID == nil else { throw APIError.invalid("externalId", "left out when there is a customerId") }
        guard
            let customer = try await services.customers.customer(
                id, of: reader.organizationID, livemode: reader.livemode)
        else { throw APIError.customerNotFound(param: "customerId") }
        if case .sessionToken(let token) = reader, customer.details.externalID != token.userID {
            throw APIError.customerNotFound(param: "customerId")
        }
        return customer.id
    }
}
