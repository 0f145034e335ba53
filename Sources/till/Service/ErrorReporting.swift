import CheckoutAPI
import HTTPMessages
import HTTPServer
import Postgres

/// What becomes of errors that leave a responder.
enum ErrorReporting {
    /// Turns trouble with the database into an answer that tells the client to come back.
    static let middleware = Middleware(translate: { error in
        guard let error = error as? PostgresError else { return error }
        // Nobody is there any more to be told, and nothing is wrong.
        return Task.isCancelled ? CancellationError() : APIError(error)
    })

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
