import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `GET /v1/checkout/{sessionId}/status`: what everybody asks all the time. One look-up, shared with whoever asks in the
/// same tick, and a copy of bytes that were written when the session changed.
struct StatusRoute: Sendable {
    /// Hold the answer until there is a newer version than this one.
    private struct Wait {
        let after: Int
        let patience: Duration

        /// Nil when the answer is wanted at once.
        init?(_ request: HTTPRequest) throws(APIError) {
            guard request.head.query != nil else { return nil }
            let query = try request.query()
            let after = try query.integer("after", in: 0...Int(Int32.max))
            let seconds = try query.integer("wait", in: 0...Limits.longPollSeconds)
            guard let after, let seconds, seconds > 0 else { return nil }
            self.after = after
            patience = .seconds(seconds)
        }
    }

    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get(
            "/v1/checkout/{sessionId}/status",
            services.openToBrowsers { request, _, origin in try await status(request, origin) })
    }

    private func status(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let wait = try Wait(request)
        let session = try await services.publicSession(request, origin)
        var change = session.change
        // Nothing comes after the end, so that waiting for it would only keep the client.
        if let wait, change.version <= wait.after, !change.status.isTerminal {
            let next = await services.feed.next(change.sessionID, after: wait.after, within: wait.patience)
            try Task.checkCancellation()
            change = next ?? change
        }
        return .response(Self.answer(change, ifNoneMatch: request.head["If-None-Match"]))
    }

    private static func answer(_ change: SessionChange, ifNoneMatch: String?) -> HTTPResponse {
        let tag = EntityTag(version: change.version)
        if let ifNoneMatch, tag.isNamed(by: ifNoneMatch) {
            return HTTPResponse(.notModified, headers: ["ETag": tag.description, "Cache-Control": "no-cache"])
        }
        return HTTPResponse(
            headers: [
                "Content-Type": "application/json", "ETag": tag.description, "Cache-Control": "no-cache",
            ], body: change.body)
    }
}

extension APIServices {
    /// The session in the path, for anybody who knows its id.
    func publicSession(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> PublicSession {
        guard
            let id = request.id("sessionId", as: CheckoutSessionID.self),
            let session = try await store.publicSession(id)
        else { throw unknownSession(request) }
        try admit(.session, id)
        if origin.isAsked { try await origin.allow(session.organizationID) }
        flow.statusRead(session)
        return session
    }

    /// Or that this client has asked for too many.
    private func unknownSession(_ request: HTTPRequest) -> APIError {
        do throws(APIError) {
            try admit(.address, addressOf: request)
        } catch {
            return error
        }
        return .sessionNotFound()
    }
}
