/// A three-digit status code with the reason phrase that goes with it.
package struct HTTPStatus: Hashable, Sendable {
    package let code: UInt16

    /// Codes outside 100…999 cannot be written on a status line; they become 500.
    package init(code: Int) {
        self.code = (100...999).contains(code) ? UInt16(code) : 500
    }

    private init(_ code: UInt16) { self.code = code }

    package static var ok: HTTPStatus { HTTPStatus(200) }
    package static var created: HTTPStatus { HTTPStatus(201) }
    package static var accepted: HTTPStatus { HTTPStatus(202) }
    package static var noContent: HTTPStatus { HTTPStatus(204) }
    package static var seeOther: HTTPStatus { HTTPStatus(303) }
    package static var notModified: HTTPStatus { HTTPStatus(304) }
    package static var badRequest: HTTPStatus { HTTPStatus(400) }
    package static var unauthorized: HTTPStatus { HTTPStatus(401) }
    package static var paymentRequired: HTTPStatus { HTTPStatus(402) }
    package static var forbidden: HTTPStatus { HTTPStatus(403) }
    package static var notFound: HTTPStatus { HTTPStatus(404) }
    package static var methodNotAllowed: HTTPStatus { HTTPStatus(405) }
    package static var notAcceptable: HTTPStatus { HTTPStatus(406) }
    package static var requestTimeout: HTTPStatus { HTTPStatus(408) }
    package static var conflict: HTTPStatus { HTTPStatus(409) }
    package static var gone: HTTPStatus { HTTPStatus(410) }
    package static var contentTooLarge: HTTPStatus { HTTPStatus(413) }
    package static var uriTooLong: HTTPStatus { HTTPStatus(414) }
    package static var unsupportedMediaType: HTTPStatus { HTTPStatus(415) }
    package static var expectationFailed: HTTPStatus { HTTPStatus(417) }
    package static var unprocessableContent: HTTPStatus { HTTPStatus(422) }
    package static var tooManyRequests: HTTPStatus { HTTPStatus(429) }
    package static var requestHeaderFieldsTooLarge: HTTPStatus { HTTPStatus(431) }
    package static var internalServerError: HTTPStatus { HTTPStatus(500) }
    package static var notImplemented: HTTPStatus { HTTPStatus(501) }
    package static var badGateway: HTTPStatus { HTTPStatus(502) }
    package static var serviceUnavailable: HTTPStatus { HTTPStatus(503) }
    package static var gatewayTimeout: HTTPStatus { HTTPStatus(504) }
    package static var versionNotSupported: HTTPStatus { HTTPStatus(505) }

    /// Answers of these statuses never have a body (RFC 9112 §6.3), nor a length except for 304.
    package var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }
}

extension HTTPStatus: CustomStringConvertible {
    package var description: String { "\(code) \(reason)" }

    /// The reason phrase; a code without one of its own gets its class's.
    package var reason: String { "\(reasonLiteral)" }

    var reasonLiteral: StaticString {
        switch code {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 303: "See Other"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: reasonOfClass
        }
    }

    private var reasonOfClass: StaticString {
        switch code {
        case ..<200: "Informational"
        case ..<300: "Success"
        case ..<400: "Redirection"
        case ..<500: "Client Error"
        default: "Server Error"
        }
    }
}
