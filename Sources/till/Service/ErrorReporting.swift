import HTTPMessages
import HTTPServer
import Postgres

/// What becomes of errors that leave a responder.
enum ErrorReporting {
    /// Turns trouble with the database into an answer that tells the client to come back.
    static let middleware: Middleware = { request, context, next in
        do {
            return try await next(request, context)
        } catch let error as PostgresError {
            throw apiError(for: error)
        }
    }

    static func apiError(for error: PostgresError) -> APIError {
        let seconds: Int
        switch error.kind {
        case .unavailable(let retryAfter): seconds = max(1, Int(retryAfter.components.seconds))
        case .connectFailed, .connectionLost, .timeout: seconds = 1
        default: return .unexpected(error.logDescription)
        }
        return APIError(
            .unavailable(retryAfterSeconds: seconds), code: "unavailable",
            message: "The service is not available right now. Please try again.", internalDetail: error.logDescription)
    }

    /// Tells the log what the client is not told.
    static func report(_ failure: ResponderFailure, to log: Logger) {
        let status = failure.shown.status.code
        let fields: LogFields = [
            "route": .string(failure.route ?? "-"), "status": .integer(Int(status)),
            "code": .string(failure.shown.code), "error": .string(failure.shown.internalDetail ?? "\(failure.error)"),
        ]
        log.log(status >= 500 ? .error : .debug, "request failed", requestID: failure.requestID, fields: fields)
    }
}
