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
        let hasBody = !response.status.forbidsBody
        writeHead(response.status, response.headers, date, requestID, keepAlive: keepAlive, into: &output) { head in
            guard hasBody else { return }
            head.write("Content-Length: ")
            head.write(decimal: response.body.count)
            head.write("\r\n")
        }
        if !isHead, hasBody { output.append(contentsOf: response.body) }
    }

    /// Appends the head of an answer whose body comes in pieces.
    package func writeStreamHead(
        _ status: HTTPStatus, headers: HTTPHeaders, date: [UInt8], requestID: String? = nil,
        into output: inout [UInt8]
    ) -> StreamFraming {
        let framing = streamFraming(status)
        let keepAlive = keepAlive && framing != .untilClose
        writeHead(status, headers, date, requestID, keepAlive: keepAlive, into: &output) { head in
            if version == .http11, !status.forbidsBody { head.write("Transfer-Encoding: chunked\r\n") }
        }
        return framing
    }

    private func streamFraming(_ status: HTTPStatus) -> StreamFraming {
        if isHead || status.forbidsBody { return .none }
        return version == .http11 ? .chunked : .untilClose
    }

    /// The status line is HTTP/1.1 even to an HTTP/1.0 client: it names what this server speaks (RFC 9110 §2.5).
    private func writeHead(
        _ status: HTTPStatus, _ headers: HTTPHeaders, _ date: [UInt8], _ requestID: String?, keepAlive: Bool,
        into output: inout [UInt8], framing: (inout HeadWriter) -> Void
    ) {
        let capacity = Self.capacity(headers, date, requestID)
        HeadWriter.append(to: &output, capacity: capacity) { head in
            head.write("HTTP/1.1 ")
            head.write(decimal: Int(status.code))
            head.write(" ")
            head.write(status.reasonLiteral)
            head.write("\r\nDate: ")
            head.write(date)
            if let requestID {
                head.write("\r\nX-Request-Id: ")
                head.write(requestID)
            }
            head.write("\r\n")
            let fields = headers.fields.span
            for index in fields.indices where !fields[index].name.isFraming {
                head.write(fields[index].name.name)
                head.write(": ")
                head.write(fields[index].value)
                head.write("\r\n")
            }
            if !keepAlive {
                head.write("Connection: close\r\n")
            } else if version == .http10 {
                head.write("Connection: keep-alive\r\n")
            }
            framing(&head)
            head.write("\r\n")
        }
    }

    /// Enough for the head, with what is written besides the fields.
    private static func capacity(_ headers: HTTPHeaders, _ date: [UInt8], _ requestID: String?) -> Int {
        var capacity = 192 + date.count + (requestID?.utf8.count ?? 0)
        let fields = headers.fields.span
        for index in fields.indices {
            capacity += fields[index].name.name.utf8.count + fields[index].value.utf8.count + 4
        }
        return capacity
    }
}

extension HTTPFieldName {
    /// Whether the response writer writes this field itself.
    fileprivate var isFraming: Bool {
        switch name.utf8.count {
        case 4: Self.areEqual(name, "Date")
        case 10: Self.areEqual(name, "Connection")
        case 14: Self.areEqual(name, "Content-Length")
        case 17: Self.areEqual(name, "Transfer-Encoding")
        default: false
        }
    }
}
