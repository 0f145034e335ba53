package import EventLoop
package import HTTPMessages

/// One answered request, as the access log tells it. The path is not in it: ids in a path may be capabilities.
package struct AccessRecord: Sendable {
    /// Nil for what never became a request.
    package let method: HTTPMethod?
    /// The route as it was registered; nil where none matched.
    package let route: String?
    package let status: HTTPStatus
    /// The bytes of the answer with its head.
    package let bytes: Int
    package let duration: Duration
    package let requestID: String
    /// As far as it is trusted.
    package let clientAddress: String
    package let peerAddress: String
}

/// Who hears of what happens in the server; called on the loop it happens on.
package struct ServerHooks: Sendable {
    /// A request has its answer; for a stream, when it has ended.
    package var onAnswer: (@Sendable (AccessRecord) -> Void)?
    /// A connection could not be accepted.
    package var onAcceptError: (@Sendable (LoopError) -> Void)?

    package init(
        onAnswer: (@Sendable (AccessRecord) -> Void)? = nil, onAcceptError: (@Sendable (LoopError) -> Void)? = nil
    ) {
        self.onAnswer = onAnswer
        self.onAcceptError = onAcceptError
    }
}
