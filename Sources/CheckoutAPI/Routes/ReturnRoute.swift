import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `GET /v1/checkout/{sessionId}/return`: the bank, or the provider's page, sends the buyer back. The provider is asked how
/// it went, and the buyer goes on to where the merchant wants it.
///
/// Only to addresses that were checked and stored beforehand: nothing in this request says where to.
struct ReturnRoute: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get("/v1/checkout/{sessionId}/return") { request, _ in try await back(request) }
    }

    private func back(_ request: HTTPRequest) async throws -> HTTPReply {
        // Without a look first, any id would begin a transaction.
        guard
            let id = request.id("sessionId", as: CheckoutSessionID.self),
            try await services.store.publicSession(id) != nil
        else {
            try services.admit(.address, addressOf: request)
            throw APIError.sessionNotFound()
        }
        try services.admit(.session, id)
        guard let record = try await services.flow.buyerReturned(id) else { throw APIError.sessionNotFound() }
        guard let url = Self.destination(of: record) else {
            return .response(Self.page(ConfirmationSummary(services.body.view(of: record)).message))
        }
        return .response(
            HTTPResponse(
                HTTPStatus(code: 303),
                headers: ["Location": url, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"]))
    }

    private static func destination(of record: SessionRecord) -> String? {
        if let url = record.state.attempt?.returnURL { return RedirectTemplate(stored: url).url(for: record.id) }
        return switch record.state.status {
        case .completed, .processing: record.terms.successURL?.url(for: record.id)
        case .pending, .failed, .expired, .canceled: record.terms.cancelURL?.url(for: record.id)
        }
    }

    private static func page(_ message: String) -> HTTPResponse {
        var response = HTTPResponse.text("\(message) You can close this page.\n")
        response.headers.set("Cache-Control", "no-store")
        return response
    }
}
