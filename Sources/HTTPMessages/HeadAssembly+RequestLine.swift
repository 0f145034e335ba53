extension HeadAssembly {
    /// `method SP request-target SP HTTP-version`, with exactly these two spaces.
    mutating func parseRequestLine(
        _ start: Int, _ end: Int, of block: Span<UInt8>, limits: RequestLimits
    ) throws(RequestError) {
        let methodEnd = try Self.endOfMethod(start, end, of: block, limits: limits)
        let targetStart = methodEnd &+ 1
        let targetEnd = try Self.endOfTarget(targetStart, end, of: block, limits: limits)
        guard targetStart < targetEnd, targetEnd < end else { throw .badRequestLine }
        version = try Self.version(Extent(targetEnd &+ 1, end), of: block)
        let method = Self.method(Extent(start, methodEnd), of: block)
        guard method.name != "CONNECT" else { throw .connectNotSupported }
        let target = try RequestTarget(Extent(targetStart, targetEnd), method: method, of: block)
        path = target.path
        query = target.query
        targetAuthority = target.authority
        self.method = method
    }

    /// What is wrong with a request line that is too long: the method, the target, or what comes behind.
    func overlongRequestLine(
        _ line: Range<Int>, of block: Span<UInt8>, limits: RequestLimits
    ) -> RequestError {
        do {
            let methodEnd = try Self.endOfMethod(line.lowerBound, line.upperBound, of: block, limits: limits)
            _ = try Self.endOfTarget(methodEnd &+ 1, line.upperBound, of: block, limits: limits)
            return .badRequestLine
        } catch {
            return error
        }
    }

    private static func endOfMethod(
        _ start: Int, _ end: Int, of block: Span<UInt8>, limits: RequestLimits
    ) throws(RequestError) -> Int {
        var index = start
        while index < end, ByteSet.token.contains(block[index]) {
            index &+= 1
            if index &- start > limits.methodBytes { throw .methodTooLong }
        }
        guard index > start, index < end, block[index] == ASCII.space else { throw .badMethod }
        return index
    }

    private static func endOfTarget(
        _ start: Int, _ end: Int, of block: Span<UInt8>, limits: RequestLimits
    ) throws(RequestError) -> Int {
        var index = start
        while index < end, block[index] != ASCII.space {
            index &+= 1
            if index &- start > limits.targetBytes { throw .targetTooLong }
        }
        return index
    }

    private static func version(_ extent: Extent, of block: Span<UInt8>) throws(RequestError) -> HTTPVersion {
        let start = Int(extent.start)
        guard extent.count == 8, block.matches("HTTP/", at: Extent(start, start &+ 5)),
            block[start &+ 5].isDigit, block[start &+ 6] == UInt8(ascii: "."), block[start &+ 7].isDigit
        else { throw .badVersion }
        switch (block[start &+ 5], block[start &+ 7]) {
        case (UInt8(ascii: "1"), UInt8(ascii: "1")): return .http11
        case (UInt8(ascii: "1"), UInt8(ascii: "0")): return .http10
        default: throw .versionNotSupported
        }
    }

    private static func method(_ extent: Extent, of block: Span<UInt8>) -> HTTPMethod {
        switch extent.count {
        case 3 where block.matches("GET", at: extent): return .get
        case 4 where block.matches("POST", at: extent): return .post
        default:
            let name = String(unsafeUninitializedCapacity: extent.count) { buffer in
                for (offset, index) in extent.range.enumerated() { buffer[offset] = block[index] }
                return extent.count
            }
            return HTTPMethod(name)
        }
    }
}

extension RequestLimits {
    /// The longest request line that can be accepted: `SP`, `SP HTTP/1.1` and CRLF around the longest parts.
    var requestLineBytes: Int { methodBytes + targetBytes + 12 }
}
