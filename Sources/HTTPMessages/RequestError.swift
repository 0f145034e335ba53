/// Why a request was refused by the parser. Each ends the connection: what follows on it cannot be trusted to be framed.
package enum RequestError: Error, Hashable, Sendable, CaseIterable {
    case badRequestLine
    case badMethod
    case methodTooLong
    case connectNotSupported
    case badTarget
    case targetTooLong
    case badVersion
    case versionNotSupported
    case bareLineFeed
    case bareCarriageReturn
    case foldedField
    case badFieldName
    case badFieldValue
    case headerTooLarge
    case tooManyFields
    case missingHost
    case duplicateHost
    case badHost
    case badContentLength
    case duplicateContentLength
    case contentLengthWithTransferEncoding
    case badTransferEncoding
    case transferEncodingNotSupported
    case unknownExpectation
    case bodyTooLarge
    case badChunk
    case tooMuchChunking
    case badTrailer
    case trailersTooLarge
}

extension RequestError {
    package var status: HTTPStatus {
        switch self {
        case .methodTooLong, .connectNotSupported, .transferEncodingNotSupported: .notImplemented
        case .targetTooLong: .uriTooLong
        case .versionNotSupported: .versionNotSupported
        case .headerTooLarge, .tooManyFields, .trailersTooLarge: .requestHeaderFieldsTooLarge
        case .unknownExpectation: .expectationFailed
        case .bodyTooLarge, .tooMuchChunking: .contentTooLarge
        default: .badRequest
        }
    }

    /// The stable code of the error body.
    package var code: String {
        switch status {
        case .uriTooLong: "url_too_long"
        case .requestHeaderFieldsTooLarge: "headers_too_large"
        case .contentTooLarge: "body_too_large"
        case .expectationFailed: "expectation_failed"
        case .notImplemented: "not_implemented"
        case .versionNotSupported: "http_version_not_supported"
        default: "malformed_request"
        }
    }

    /// A sentence for the client; it repeats nothing of what was sent.
    package var message: String {
        switch self {
        case .badRequestLine: "The request line is malformed."
        case .badMethod: "The request method is not a token."
        case .methodTooLong: "The request method is not known."
        case .connectNotSupported: "This server is not a proxy."
        case .badTarget: "The request target is malformed."
        case .targetTooLong: "The URL is too long."
        case .badVersion: "The HTTP version is malformed."
        case .versionNotSupported: "Only HTTP/1.1 and HTTP/1.0 are supported."
        case .bareLineFeed, .bareCarriageReturn: "Lines must end in CRLF."
        case .foldedField: "A header line may not start with whitespace."
        case .badFieldName: "A header name is malformed."
        case .badFieldValue: "A header value holds a control character."
        case .headerTooLarge: "The headers are too large."
        case .tooManyFields: "There are too many headers."
        case .missingHost: "The Host header is missing."
        case .duplicateHost: "The Host header is given more than once."
        case .badHost: "The Host header is malformed."
        case .badContentLength: "Content-Length is not a number."
        case .duplicateContentLength: "Content-Length is given more than once."
        case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding exclude each other."
        case .badTransferEncoding: "Transfer-Encoding is malformed."
        case .transferEncodingNotSupported: "The only supported transfer coding is chunked."
        case .unknownExpectation: "The only supported expectation is 100-continue."
        case .bodyTooLarge: "The request body is too large."
        case .badChunk: "The chunked body is malformed."
        case .tooMuchChunking: "The body is cut into too many chunks."
        case .badTrailer: "A trailer line is malformed."
        case .trailersTooLarge: "The trailers are too large."
        }
    }
}
