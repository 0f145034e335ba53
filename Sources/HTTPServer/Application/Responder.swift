package import EventLoop
package import HTTPMessages

/// Answers one request. It runs on the loop of the request's connection, before and after every suspension.
package typealias Responder = @Sendable (HTTPRequest, RequestContext) async throws -> HTTPReply

/// Where a request runs, and as what.
package struct RequestContext: Sendable {
    package let loop: EventLoop
    /// The route as it was registered; nil where none matched. Logs show this and never the path, because ids in a path
    /// may be capabilities.
    package let route: String?
    /// The methods the path is there for, known when the request's own is not one of them.
    package let allowedMethods: [HTTPMethod]
    /// When its last byte was read.
    package let receivedAt: MonotonicTime

    package init(loop: EventLoop, route: String?, allowedMethods: [HTTPMethod] = [], receivedAt: MonotonicTime) {
        self.loop = loop
        self.route = route
        self.allowedMethods = allowedMethods
        self.receivedAt = receivedAt
    }
}

/// What a responder answers: something complete, or the beginning of a stream.
package enum HTTPReply: Sendable {
    case response(HTTPResponse)
    case stream(StreamingReply)

    package static func json(_ body: [UInt8], _ status: HTTPStatus = .ok) -> HTTPReply {
        .response(.json(body, status))
    }

    package static func text(_ text: String, _ status: HTTPStatus = .ok) -> HTTPReply {
        .response(.text(text, status))
    }

    package var status: HTTPStatus {
        switch self {
        case .response(let response): response.status
        case .stream(let stream): stream.status
        }
    }

    package var headers: HTTPHeaders {
        switch self {
        case .response(let response): response.headers
        case .stream(let stream): stream.headers
        }
    }

    /// In place: nothing is copied.
    package mutating func editHeaders(_ edit: (inout HTTPHeaders) -> Void) {
        switch consume self {
        case .response(var response):
            edit(&response.headers)
            self = .response(response)
        case .stream(var stream):
            edit(&stream.headers)
            self = .stream(stream)
        }
    }
}

/// The head of a streamed answer, and who fills it.
package struct StreamingReply: Sendable {
    package var status: HTTPStatus
    package var headers: HTTPHeaders
    /// A reader with more than this many bytes unsent is cut off.
    package var unsentLimitBytes: Int
    /// Called on the loop as soon as the head is written; never for HEAD.
    package var start: @Sendable (ResponseStream) -> Void

    package init(
        _ status: HTTPStatus = .ok, headers: HTTPHeaders, unsentLimitBytes: Int = 64 << 10,
        start: @escaping @Sendable (ResponseStream) -> Void
    ) {
        self.status = status
        self.headers = headers
        self.unsentLimitBytes = unsentLimitBytes
        self.start = start
    }

    /// A `text/event-stream` that no proxy on the way keeps back or changes.
    package static func serverSentEvents(
        unsentLimitBytes: Int = 64 << 10, start: @escaping @Sendable (ResponseStream) -> Void
    ) -> StreamingReply {
        StreamingReply(
            headers: [
                "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform",
                "X-Accel-Buffering": "no",
            ], unsentLimitBytes: unsentLimitBytes, start: start)
    }
}
