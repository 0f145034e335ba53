package import HTTPMessages
package import Postgres

extension APIError {
    /// Trouble with the database: the client is told to come back, or that it is our fault.
    package init(_ error: PostgresError) {
        switch error.kind {
        case .unavailable(let retryAfter):
            self.init(unavailableFor: max(1, Int(retryAfter.components.seconds)), error)
        case .connectFailed, .connectionLost, .timeout: self.init(unavailableFor: 1, error)
        default: self = .unexpected(error.logDescription)
        }
    }

    private init(unavailableFor seconds: Int, _ error: PostgresError) {
        self.init(
            .unavailable(retryAfterSeconds: seconds), code: "unavailable",
            message: "The service is not available right now. Please try again.", internalDetail: error.logDescription)
    }
}
