import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `GET /v1/checkout`: the sessions of a merchant, or of one of its end users, newest first.
struct ListRoute: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get(
            "/v1/checkout", services.openToBrowsers { request, _, origin in try await list(request, origin) })
    }

    private func list(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let caller = try await Authentication(services).caller(of: request, origin)
        var filter = SessionFilter(organizationID: caller.organizationID, livemode: caller.livemode)
        switch caller {
        case .secretKey: break
        case .sessionToken(let token):
            try token.require(.readCheckout)
            filter.tokenUser = token.userID
        case .clientSecret: throw APIError.credentialNotEnough
        }
        let query = try request.query()
        filter.status = try query.choice("status")
        filter.customerEmail = try query.string("customerEmail", atMost: CheckoutLimits.emailCharacterCount)
        filter.customerExternalID = try query.string("externalId", atMost: CheckoutLimits.externalIDCharacterCount)
        filter.priceID = try query.id("priceId")
        filter.createdFrom = try query.timestamp("createdAfter")
        filter.createdBefore = try query.timestamp("createdBefore")
        let page = try await services.store.list(filter, after: try query.cursor(), limit: try query.limit())
        let answers = SessionAnswers(services: services)
        let bodies = try page.items.map { try answers.body($0, for: caller) }
        return .object { json in
            json.member("object", "list")
            json.key("data")
            json.beginArray()
            for body in bodies { json.json(body) }
            json.endArray()
            json.member("hasMore", page.next != nil)
            json.member("nextCursor", orNull: page.next?.description)
        }
    }
}
