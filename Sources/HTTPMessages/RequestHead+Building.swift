extension RequestHead {
    /// The head of a request that no connection carried, for tests and for calls within the process.
    ///
    /// It goes through the parser, so that nothing can be made here that a client could not send.
    package init(
        _ method: HTTPMethod = .get, _ target: String, headers: HTTPHeaders = [:], version: HTTPVersion = .http11
    ) throws(RequestError) {
        guard target.utf8.allSatisfy({ ByteSet.visible.contains($0) }) else { throw .badTarget }
        var text: [UInt8] = []
        text.append(text: "\(method) \(target) \(version)\r\n")
        if !headers.contains("Host") { text.append(literal: "Host: localhost\r\n") }
        for field in headers.fields { text.append(text: "\(field.name): \(field.value)\r\n") }
        text.append(literal: "\r\n")
        self = try Self.parse(text)
    }

    private static func parse(_ text: [UInt8]) throws(RequestError) -> RequestHead {
        let result = text.withUnsafeBytes { block in
            Result { () throws(RequestError) in
                var parser = RequestParser()
                var rest = block
                return try parser.next(&rest)
            }
        }
        guard case .head(let head) = try result.get() else { throw .badRequestLine }
        return head
    }
}
