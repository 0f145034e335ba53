import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `/v1/reviews`: what no rule may decide about a merchant's own sessions and subscriptions, and waits for a person.
struct ReviewRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get("/v1/reviews") { request, _ in try await list(request) }
        table.get("/v1/reviews/{reviewId}") { request, _ in try await show(request) }
        table.post("/v1/reviews/{reviewId}/resolve") { request, _ in try await resolve(request) }
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let query = try request.query()
        let page = try await services.reviews.list(
            caller.reviews, try query.choice("status"), after: try query.cursor(), limit: try query.limit())
        return .list(page) { json, review in json.review(review) }
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        guard
            let id = request.id("reviewId", as: ReviewID.self),
            let review = try await services.reviews.review(id, in: caller.reviews)
        else { throw APIError.reviewNotFound }
        return .response(.review(review))
    }

    private func resolve(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let note = try request.fields().string("note", characters: 0...Reviews.noteCharacterCount)
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            guard
                let id = request.id("reviewId", as: ReviewID.self),
                let review = try await services.reviews.resolve(
                    id, in: caller.reviews, note: note?.isEmpty == true ? nil : note, at: services.now)
            else { throw APIError.reviewNotFound }
            return .review(review)
        }
    }
}

extension MerchantCaller {
    /// What belongs to no organization is the operator's.
    fileprivate var reviews: ReviewScope { .merchant(organization.id, livemode: livemode) }
}
