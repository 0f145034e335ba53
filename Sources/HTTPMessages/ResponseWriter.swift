/// Writes answers to one request: what the request's version, method and connection allow decides their framing.
package struct ResponseWriter: Sendable {
    /// How a streamed answer's body is delimited.
    package enum StreamFraming: Hashable, Sendable {
        /// Each piece goes through `writeChunk`, the end is `writeLastChunk`.
        case chunked
        /// Pieces as they are; the end of the connection is the end of the body (HTTP/1.0).
        case untilClose
        /// No body at all: HEAD, 204, 304.
        case none
    }

    package let version: HTTPVersion
    package let isHead: Bool
    package let keepAlive: Bool

    /// `keepAlive` is the server's decision: no later than when it drains it says false.
    package init(to head: RequestHead, keepAlive: Bool) {
        version = head.version
        isHead = head.method == .head
        self.keepAlive = keepAlive && head.keepAlive
    }

    /// For an answer to something that never became a request: it closes.
    package init() {
        version = .http11
        isHead = false
        keepAlive = false
    }

    /// Appends the whole answer. `date` is the value of the Date field (`HTTPDate`), rendered once a second.
    package func write(_ response: HTTPResponse, date: [UInt8], into output: inout [UInt8]) {
    }

    /// Appends the head of an answer whose body comes in pieces.
    package func writeStreamHead(
        _ status: HTTPStatus, headers: HTTPHeaders, date: [UInt8], into output: inout [UInt8]
    ) -> StreamFraming {
        .none
    }

    package static func writeChunk(_ bytes: [UInt8], into output: inout [UInt8]) {
    }

    package static func writeLastChunk(into output: inout [UInt8]) {
    }

    /// The interim answer to `Expect: 100-continue`.
    package static func writeContinue(into output: inout [UInt8]) {
    }
}
