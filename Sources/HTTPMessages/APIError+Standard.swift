extension APIError {
    /// What the parser refused; the connection closes after it.
    package init(_ error: RequestError) {
        self.init(.malformedRequest(error), code: error.code, message: error.message, internalDetail: "\(error)")
    }

    /// Anything unforeseen: the client learns nothing, the log everything.
    package static func unexpected(_ detail: String) -> APIError {
        APIError(
            .internalError, code: "internal_error", message: "Something went wrong on our side.",
            internalDetail: detail)
    }

    package static var routeNotFound: APIError {
        APIError(.notFound, code: "route_not_found", message: "There is nothing at this address.")
    }

    package static func methodNotAllowed(allowed: [HTTPMethod]) -> APIError {
        APIError(
            .methodNotAllowed, code: "method_not_allowed", message: "This address does not take that method.",
            headers: ["Allow": allowed.map(\.name).joined(separator: ", ")])
    }

    /// The client was too slow with its head or body.
    package static var requestTimeout: APIError {
        APIError(.requestTimeout, code: "request_timeout", message: "The request did not arrive in time.")
    }

    package static func unavailable(code: String = "unavailable", retryAfterSeconds: Int) -> APIError {
        APIError(
            .unavailable(retryAfterSeconds: retryAfterSeconds), code: code,
            message: "The service is not available right now. Please try again.")
    }

    package static func rateLimited(retryAfterSeconds: Int) -> APIError {
        APIError(
            .rateLimited(retryAfterSeconds: retryAfterSeconds), code: "rate_limited",
            message: "Too many requests. Please try again later.")
    }
}
