import HTTPMessages
package import HTTPServer

/// What a browser asks before it sends a request from another site.
///
/// It cannot be known yet whose request that will be: the credential is not sent along. So any page may ask, and whether it
/// may act and read is decided with the request itself.
package enum Preflight {
    /// Answers before anything else looks at the request.
    package static let middleware = Middleware { request, context in
        guard
            request.method == .options, request.path.hasPrefix("/v1/"), !context.allowedMethods.isEmpty,
            let origin = request.head["Origin"].flatMap(WebOrigin.init(header:)),
            request.head.contains("Access-Control-Request-Method")
        else { return nil }
        let asked = request.head["Access-Control-Request-Headers"] ?? ""
        let answer = HTTPReply.response(
            HTTPResponse(
                .noContent,
                headers: [
                    "Access-Control-Allow-Origin": origin.text,
                    "Access-Control-Allow-Methods": context.allowedMethods.map(\.name).joined(separator: ", "),
                    "Access-Control-Allow-Headers": allowedHeaders(of: asked).joined(separator: ", "),
                    // Two hours is what browsers honour at most.
                    "Access-Control-Max-Age": "7200",
                    "Vary": "Origin, Access-Control-Request-Headers",
                ]))
        return { _, _ in answer }
    }

    /// Those of the headers asked for that a page may send; all that are always allowed when none is asked for.
    static func allowedHeaders(of asked: String) -> [String] {
        let names = asked.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
        let allowed = names.filter { known.contains($0) || isVersion($0) }
        return allowed.isEmpty ? known : allowed
    }

    private static let known = [
        "authorization", "content-type", "idempotency-key", "if-none-match", "last-event-id", "x-request-id",
    ]

    /// `x-<name>-version`: by which client libraries tell their own.
    private static func isVersion(_ name: String) -> Bool {
        name.utf8.count <= 64 && name.hasPrefix("x-") && name.hasSuffix("-version") && HTTPFieldName(name) != nil
    }
}
