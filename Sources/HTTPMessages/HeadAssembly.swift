/// What the lines of a head amount to, line by line; the head itself when its empty line is reached.
///
/// Offsets are into the block that starts at the first byte of the request line, wherever that block lies meanwhile.
struct HeadAssembly: Sendable {
    var method: HTTPMethod?
    var version = HTTPVersion.http11
    var path = Extent(0, 0)
    var query: Extent?
    var targetAuthority: Extent?
    /// Where the first field line starts.
    var fieldsStart = 0
    var fields: [FieldExtent] = []

    var host: Extent?
    var contentLength: Int?
    var transferCoding: TransferCoding?
    var saysClose = false
    var saysKeepAlive = false
    var expectsContinue = false
    var expectsUnknown = false

    /// Takes the line `start...lineFeed`; true when it is the empty one that ends the head.
    ///
    /// Sizes are checked before contents: so a line that comes whole and one that drips in meet the same end.
    mutating func addLine(
        start: Int, lineFeed: Int, of block: Span<UInt8>, limits: RequestLimits
    ) throws(RequestError) -> Bool {
        try checkSize(of: start..<(lineFeed &+ 1), of: block, limits: limits)
        let end = try FieldLine.contentEnd(start: start, lineFeed: lineFeed, of: block)
        if method == nil {
            try parseRequestLine(start, end, of: block, limits: limits)
            fieldsStart = lineFeed &+ 1
            fields.reserveCapacity(16)
            return false
        }
        if start == end { return true }
        let field = try FieldLine.parse(Extent(start, end), of: block)
        guard fields.count < limits.headerFields else { throw .tooManyFields }
        fields.append(field)
        try note(field, of: block)
        return false
    }

    /// Refuses a line, finished or not, that is longer than any acceptable one.
    func checkSize(of line: Range<Int>, of block: Span<UInt8>, limits: RequestLimits) throws(RequestError) {
        if method == nil {
            let longest = limits.requestLineBytes
            if line.count > longest { throw overlongRequestLine(line.prefix(longest), of: block, limits: limits) }
        } else if line.upperBound &- fieldsStart > limits.headerBlockBytes {
            throw .headerTooLarge
        }
    }

    /// The size of the longest block that can be accepted, as far as the lines so far tell.
    func longestBlock(limits: RequestLimits, lineStart: Int) -> Int {
        method == nil ? lineStart &+ limits.requestLineBytes : fieldsStart &+ limits.headerBlockBytes
    }

    /// The head, made of `bytes` that hold the whole block; what only the sum of the lines can show is refused here.
    func finish(_ bytes: [UInt8], limits: RequestLimits) throws(RequestError) -> RequestHead {
        guard let method else { throw .badRequestLine }
        if version == .http11, host == nil { throw .missingHost }
        let framing = try bodyFraming()
        if expectsUnknown, version == .http11 { throw .unknownExpectation }
        if case .length(let length) = framing, length > limits.bodyBytes { throw .bodyTooLarge }
        return RequestHead(
            method: method, version: version, bodyFraming: framing,
            keepAlive: !saysClose && (version == .http11 || saysKeepAlive),
            // RFC 9110 §10.1.1: the expectation of an HTTP/1.0 client, or one without a body, means nothing.
            expectsContinue: expectsContinue && version == .http11 && framing != .none,
            bytes: bytes, fields: fields, pathExtent: path, queryExtent: query,
            authorityExtent: targetAuthority ?? host ?? Extent(0, 0))
    }

    private func bodyFraming() throws(RequestError) -> RequestHead.BodyFraming {
        guard let transferCoding else {
            guard let contentLength, contentLength > 0 else { return .none }
            return .length(contentLength)
        }
        guard contentLength == nil else { throw .contentLengthWithTransferEncoding }
        guard version == .http11 else { throw .badTransferEncoding }
        if transferCoding == .unknown { throw .transferEncodingNotSupported }
        return .chunked
    }
}

/// What the Transfer-Encoding fields seen so far name: `chunked` alone, or something we do not decode.
enum TransferCoding: Sendable {
    case chunked
    case unknown
}
