/// A complete answer: its body is known before the first byte is sent.
package struct HTTPResponse: Sendable {
    package var status: HTTPStatus
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(_ status: HTTPStatus = .ok, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package static func json(_ body: [UInt8], _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "application/json"], body: body)
    }

    package static func text(_ text: String, _ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array(text.utf8))
    }

    /// The error body of the contract, with `Retry-After` where the family has one.
    package static func error(_ error: APIError, requestID: String) -> HTTPResponse {
        var response = HTTPResponse.json(ErrorBody(error, requestID: requestID).bytes, error.status)
        for field in error.headers.fields { response.headers.add(field.name, field.value) }
        if let seconds = error.family.retryAfterSeconds { response.headers.set("Retry-After", String(seconds)) }
        return response
    }
}
