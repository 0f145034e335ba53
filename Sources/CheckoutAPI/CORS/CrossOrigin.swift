package import CheckoutStore
package import HTTPMessages
package import HTTPServer
import Postgres

/// Whether the page that sent a request may read its answer: the merchant's list of origins decides, once it is known
/// whose request it is.
///
/// `@unchecked Sendable`: it belongs to one request and is touched on that request's loop only.
package final class CrossOrigin: @unchecked Sendable {
    private enum Verdict {
        /// Nobody's yet. An error tells a page nothing of anyone, and a page that cannot read it cannot act on it.
        case errorsOnly
        case allowed
        case refused
    }

    private let origin: WebOrigin?
    /// Whether the request only reads: then a page that is not allowed is merely not shown the answer.
    private let isSafe: Bool
    private let own: WebOrigin?
    private let organizations: Organizations
    private var verdict = Verdict.errorsOnly

    init(_ request: HTTPRequest, own: WebOrigin?, organizations: Organizations) {
        origin = request.head["Origin"].flatMap(WebOrigin.init(header:))
        isSafe = request.method == .get || request.method == .head
        self.own = own
        self.organizations = organizations
    }

    /// Throws 403 for a page that is not to act in this merchant's name.
    package func allow(_ organization: Organization) throws(APIError) {
        guard let origin else { return }
        let isAllowed = origin == own || organization.allowedOrigins.contains { origin.isMeant(by: $0) }
        verdict = isAllowed ? .allowed : .refused
        if !isAllowed, !isSafe { throw .originNotAllowed }
    }

    /// Whether a page asks.
    package var isAsked: Bool { origin != nil }

    /// The same, and no look-up unless a page asks.
    package func allow(_ organization: OrganizationID) async throws {
        guard isAsked, let organization = try await organizations.find(organization) else { return }
        try allow(organization)
    }

    private func mark(_ headers: inout HTTPHeaders, isError: Bool) {
        headers.add("Vary", "Origin")
        guard let origin, verdict == .allowed || verdict == .errorsOnly && isError else { return }
        headers.set("Access-Control-Allow-Origin", origin.text)
        headers.set("Access-Control-Expose-Headers", Self.exposedHeaders)
    }

    private static let exposedHeaders =
        "x-request-id, retry-after, etag, idempotency-replayed, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset"
}

extension APIServices {
    package typealias OpenResponder =
        @Sendable (HTTPRequest, RequestContext, _ origin: CrossOrigin) async throws -> HTTPReply

    /// A route that answers pages of the merchant's own sites.
    package func openToBrowsers(_ responder: @escaping OpenResponder) -> Responder {
        let (own, organizations) = (WebOrigin(ofURL: settings.publicURL), organizations)
        // No capture list: with one, Swift 6.3 takes an `async` closure for one that leaves its caller's executor, and wraps
        // it to fit.
        return { request, context in
            try await CrossOrigin(request, own: own, organizations: organizations).answer(request, context, responder)
        }
    }
}

extension CrossOrigin {
    fileprivate func answer(
        _ request: HTTPRequest, _ context: RequestContext, _ responder: APIServices.OpenResponder
    ) async throws -> HTTPReply {
        do {
            return marked(try await responder(request, context, self))
        } catch {
            throw marked(error)
        }
    }

    private func marked(_ reply: consuming HTTPReply) -> HTTPReply {
        let isError = reply.status.code >= 400
        reply.editHeaders { mark(&$0, isError: isError) }
        return reply
    }

    private func marked(_ error: any Error) -> any Error {
        // A caller that has left is told nothing, and its leaving is no error of ours.
        if Task.isCancelled { return CancellationError() }
        // A page is to learn of trouble with the database as of any other.
        let shown = (error as? PostgresError).map(APIError.init) ?? error as? APIError
        guard var shown else { return error }
        mark(&shown.headers, isError: true)
        return shown
    }
}
