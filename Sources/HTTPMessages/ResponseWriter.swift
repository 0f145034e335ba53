/// Writes answers to one request: what the request's version, method and connection allow decides their framing.
///
/// Framing fields (Content-Length, Transfer-Encoding, Connection) and Date are its own: a handler's are left out, so
/// that no answer can be framed twice.
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
    /// Whether the connection stays open after the answer; `writeStreamHead` may still have to close it.
    package let keepAlive: Bool

    /// `keepAlive` is the server's decision: when it drains, say, it is false whatever the client asked for.
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

    /// Appends the whole answer. `date` is the value of the Date field (`HTTPDate`), rendered once a second;
    /// `requestID` that of X-Request-Id.
    package func write(
        _ response: HTTPResponse, date: [UInt8], requestID: String? = nil, into output: inout [UInt8]
    ) {
        writeStart(
            response.status, response.headers, date: date, requestID: requestID, keepAlive: keepAlive, into: &output)
        if !response.status.forbidsBody {
            output.append(literal: "Content-Length: ")
            output.append(decimal: UInt64(response.body.count))
            output.append(literal: "\r\n")
        }
        output.append(literal: "\r\n")
        if !isHead, !response.status.forbidsBody { output.append(contentsOf: response.body) }
    }

    /// Appends the head of an answer whose body comes in pieces.
    package func writeStreamHead(
        _ status: HTTPStatus, headers: HTTPHeaders, date: [UInt8], requestID: String? = nil,
        into output: inout [UInt8]
    ) -> StreamFraming {
        let framing = streamFraming(status)
        writeStart(
            status, headers, date: date, requestID: requestID, keepAlive: keepAlive && framing != .untilClose,
            into: &output)
        if version == .http11, !status.forbidsBody { output.append(literal: "Transfer-Encoding: chunked\r\n") }
        output.append(literal: "\r\n")
        return framing
    }

    private func streamFraming(_ status: HTTPStatus) -> StreamFraming {
        if isHead || status.forbidsBody { return .none }
        return version == .http11 ? .chunked : .untilClose
    }

    /// The status line is HTTP/1.1 even to an HTTP/1.0 client: it names what this server speaks (RFC 9110 §2.5).
    private func writeStart(
        _ status: HTTPStatus, _ headers: HTTPHeaders, date: [UInt8], requestID: String?, keepAlive: Bool,
        into output: inout [UInt8]
    ) {
        output.append(literal: "HTTP/1.1 ")
        output.append(decimal: UInt64(status.code))
        output.append(ASCII.space)
        output.append(literal: status.reasonLiteral)
        output.append(literal: "\r\nDate: ")
        output.append(contentsOf: date)
        output.append(literal: "\r\n")
        if let requestID {
            output.append(literal: "X-Request-Id: ")
            output.append(text: requestID)
            output.append(literal: "\r\n")
        }
        for field in headers.fields where !field.name.isFraming {
            output.append(text: field.name.name)
            output.append(literal: ": ")
            output.append(text: field.value)
            output.append(literal: "\r\n")
        }
        if !keepAlive {
            output.append(literal: "Connection: close\r\n")
        } else if version == .http10 {
            output.append(literal: "Connection: keep-alive\r\n")
        }
    }
}

extension HTTPFieldName {
    /// Whether the response writer writes this field itself.
    fileprivate var isFraming: Bool {
        switch name.utf8.count {
        case 4: self == "Date"
        case 10: self == "Connection"
        case 14: self == "Content-Length"
        case 17: self == "Transfer-Encoding"
        default: false
        }
    }
}
