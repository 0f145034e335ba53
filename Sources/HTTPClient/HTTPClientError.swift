package import EventLoop

/// Why there is no answer, and what that says about the request.
package struct HTTPClientError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// The request cannot be sent as it is; the text says what is wrong with it.
        case invalidRequest(String)
        case resolveFailed
        case connectFailed
        case tlsFailed
        /// `approveAddress` said no.
        case addressRefused(SocketAddress)
        /// The time for getting the request on its way was over.
        case connectTimedOut
        /// The time for the whole exchange was over.
        case timedOut
        /// The connection ended before the answer did.
        case connectionLost
        case responseTooLarge
        case malformedResponse
        case tooManyRedirects
        case cancelled
        /// The client was shut down.
        case shutDown
        /// libcurl's own trouble, by its code.
        case library(Int)
    }

    /// What the other server can know of the request. A payment may be tried again only after `.notSent`, or with its
    /// idempotency key.
    package enum Outcome: Hashable, Sendable {
        /// Not a byte of the request left.
        case notSent
        /// Some of it may have left: it may have been processed, wholly or in part.
        case unknown
    }

    package var reason: Reason
    package var outcome: Outcome
    /// The status, when the answer got that far.
    package var status: Int?
    /// libcurl's words, for the log; they can hold host names and addresses, never headers or bodies.
    package var detail: String

    package init(_ reason: Reason, _ outcome: Outcome, status: Int? = nil, detail: String = "") {
        self.reason = reason
        self.outcome = outcome
        self.status = status
        self.detail = detail
    }
}

extension HTTPClientError: CustomStringConvertible {
    package var description: String {
        let sent = outcome == .notSent ? "not sent" : "outcome unknown"
        return "\(reason) (\(sent))" + (detail.isEmpty ? "" : ": \(detail)")
    }
}
