/// The kinds of failure a client can tell apart, each with its stable `type` and its status.
///
/// 429 and 503 carry the seconds to wait in their case, so that neither can be made without `Retry-After`.
package enum ErrorFamily: Hashable, Sendable {
    case validation
    case authentication
    /// Not every bank gives its refusal a code.
    case card(declineCode: String?, suggestion: String)
    case permission
    case notFound
    case methodNotAllowed
    case requestTimeout
    case conflict
    case gone
    case payloadTooLarge
    case unsupportedMediaType
    case idempotency
    case rateLimited(retryAfterSeconds: Int)
    case internalError
    case providerFailed
    case providerTimedOut
    case unavailable(retryAfterSeconds: Int)
    /// Refused before there was a request to speak of.
    case malformedRequest(RequestError)
}

extension ErrorFamily {
    package var status: HTTPStatus {
        switch self {
        case .validation: .badRequest
        case .authentication: .unauthorized
        case .card: .paymentRequired
        case .permission: .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .requestTimeout: .requestTimeout
        case .conflict: .conflict
        case .gone: .gone
        case .payloadTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .idempotency: .unprocessableContent
        case .rateLimited: .tooManyRequests
        case .internalError: .internalServerError
        case .providerFailed: .badGateway
        case .providerTimedOut: .gatewayTimeout
        case .unavailable: .serviceUnavailable
        case .malformedRequest(let error): error.status
        }
    }

    /// The `type` member of the error body; never changes.
    package var type: String {
        switch self {
        case .validation: "validation_error"
        case .authentication: "authentication_error"
        case .card: "card_error"
        case .permission: "permission_error"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .requestTimeout: "request_timeout"
        case .conflict: "conflict"
        case .gone: "gone"
        case .payloadTooLarge: "payload_too_large"
        case .unsupportedMediaType: "unsupported_media_type"
        case .idempotency: "idempotency_error"
        case .rateLimited: "rate_limited"
        case .internalError: "internal_error"
        case .providerFailed, .providerTimedOut: "provider_error"
        case .unavailable: "unavailable"
        case .malformedRequest(let error):
            error.status == .contentTooLarge ? "payload_too_large" : "protocol_error"
        }
    }

    /// Seconds for `Retry-After`: always there for 429 and 503, at least one.
    package var retryAfterSeconds: Int? {
        switch self {
        case .rateLimited(let seconds), .unavailable(let seconds): max(1, seconds)
        default: nil
        }
    }
}
