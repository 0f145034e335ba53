import HTTPMessages

extension ClientRequest {
    /// Field names whose values follow from the request itself; a second opinion on them is how requests get smuggled.
    private static let ownHeaders: [HTTPFieldName] = [
        "Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect", "TE", "Trailer", "Upgrade",
    ]

    /// Refuses what could be read as something else than it says.
    func validate() throws(HTTPClientError) {
        guard !url.isEmpty, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Self.invalid("the URL holds white space, control characters or characters beyond ASCII")
        }
        // libcurl would guess a scheme that is not there.
        guard ["http://", "https://"].contains(where: { url.lowercased().hasPrefix($0) }) else {
            throw Self.invalid("the URL is neither http nor https")
        }
        guard !method.name.isEmpty, HTTPFieldName(method.name) != nil else {
            throw Self.invalid("the method is no token")
        }
        if !body.isEmpty, method == .get || method == .head { throw Self.invalid("\(method) has no body") }
        for name in Self.ownHeaders where headers.contains(name) {
            throw Self.invalid("the header \(name) is the client's own")
        }
    }

    private static func invalid(_ problem: String) -> HTTPClientError {
        HTTPClientError(.invalidRequest(problem), .notSent)
    }
}
