import CheckoutStore
import HTTPMessages
import HTTPServer

/// `GET /v1/checkout/{sessionId}/stream`: the session now, and every change of it.
struct StreamRoute: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get(
            "/v1/checkout/{sessionId}/stream",
            services.openToBrowsers { request, _, origin in try await open(request, origin) })
    }

    private func open(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let session = try await services.publicSession(request, origin)
        // A browser gives a stream up for good on any answer but 200: a query that makes no sense counts as none.
        let query = request.head.query == nil ? nil : try? request.query()
        // A browser that comes back still asks for the URL it began with: its header knows better.
        let lastEventID = request.head["Last-Event-ID"] ?? query?["lastEventId"]
        let reply = services.streams.reply(
            from: session.change, lastEventID: lastEventID, isNamed: query?["events"] == "named")
        guard let reply else { return .response(HTTPResponse(.noContent, headers: ["Cache-Control": "no-store"])) }
        return .stream(reply)
    }
}
