import HTTPMessages
import HTTPServer
import Pages

/// `GET /till.js` and its like: the browser client, for the pages of any merchant.
struct ClientFileRoutes: Sendable {
    let files: [ClientFile]

    func add(to table: inout RouteTable) {
        for file in files {
            table.get(file.path) { request, _ in
                .response(Self.answer(file, ifNoneMatch: request.head["If-None-Match"]))
            }
        }
    }

    private static func answer(_ file: ClientFile, ifNoneMatch: String?) -> HTTPResponse {
        var headers: HTTPHeaders = [
            "ETag": file.tag.description,
            // Not for long: what is mended here is to reach the pages soon.
            "Cache-Control": "public, max-age=300",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        ]
        if let ifNoneMatch, file.tag.isNamed(by: ifNoneMatch) { return HTTPResponse(.notModified, headers: headers) }
        headers.set("Content-Type", file.contentType)
        return HTTPResponse(headers: headers, body: file.bytes)
    }
}
