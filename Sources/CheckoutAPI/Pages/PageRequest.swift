import Checkout
import CheckoutStore
package import HTTPMessages
import HTTPServer
import Pages

/// What all requests to the page of one session have in common.
extension APIServices {
    /// The session in the path, for anybody who has its id: whoever has it may see the page and pay.
    func pagedSession(_ request: HTTPRequest) async throws -> SessionRecord {
        guard
            let id = request.id("sessionId", as: CheckoutSessionID.self),
            let record = try await store.record(id), record.state.version > 0
        else {
            try admit(.address, addressOf: request)
            throw APIError.sessionNotFound()
        }
        try admit(.session, id)
        return record
    }

    /// Throws 403 for what a page of somebody else's has sent: only ours may act here.
    ///
    /// Browsers say what a request is to its target, and older ones at least where it comes from. What says neither is no
    /// browser, and whoever is behind it has the session's id.
    func requireOwnPage(_ request: HTTPRequest) throws(APIError) {
        if let site = request.head["Sec-Fetch-Site"] {
            guard site == "same-origin" else { throw .pageOriginRefused }
        } else if let origin = request.head["Origin"] {
            guard WebOrigin(header: origin) == WebOrigin(ofURL: settings.publicURL) else { throw .pageOriginRefused }
        }
        // What a form of somebody else's can send is never JSON.
        try MediaType.requireJSON(request.head)
    }
}

extension HTTPRequest {
    /// The language that was asked for in the address, if pages speak it.
    var namedLocale: String? {
        guard let name = try? query()["locale"] else { return nil }
        return PageLocale.all.map(\.tag).first { $0 == name }
    }

    var locale: PageLocale { .best(named: namedLocale, accepting: head["Accept-Language"]) }
}

extension APIError {
    package static var pageOriginRefused: APIError {
        APIError(.permission, code: "page_origin_refused", message: "Only the checkout's own page may do this.")
    }
}
