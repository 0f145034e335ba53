/// The request target in the three forms an origin server takes (RFC 9112 §3.2).
struct RequestTarget {
    var path: Extent
    var query: Extent?
    /// Only an absolute target has one; it overrides Host.
    var authority: Extent?

    init(_ extent: Extent, method: HTTPMethod, of block: Span<UInt8>) throws(RequestError) {
        let start = Int(extent.start)
        let end = Int(extent.end)
        var pathStart = start
        if block[start] == UInt8(ascii: "*"), extent.count == 1 {
            guard method == .options else { throw .badTarget }
            path = extent
            return
        }
        if block[start] != ASCII.slash {
            guard let authorityStart = Self.endOfScheme(extent, of: block) else { throw .badTarget }
            pathStart = authorityStart
            while pathStart < end, block[pathStart] != ASCII.slash, block[pathStart] != ASCII.questionMark {
                pathStart &+= 1
            }
            let named = Extent(authorityStart, pathStart)
            guard Authority.isValid(named, of: block) else { throw .badTarget }
            authority = named
        }
        let pathEnd = try Self.scan(pathStart, end, allowing: ByteSet.path, of: block)
        path = Extent(pathStart, pathEnd)
        guard pathEnd < end else { return }
        guard block[pathEnd] == ASCII.questionMark else { throw .badTarget }
        let queryEnd = try Self.scan(pathEnd &+ 1, end, allowing: ByteSet.query, of: block)
        guard queryEnd == end else { throw .badTarget }
        query = Extent(pathEnd &+ 1, queryEnd)
    }

    /// Where the bytes of `set` end; escapes among them must be whole.
    @inline(__always)
    private static func scan(
        _ start: Int, _ end: Int, allowing set: ByteSet, of block: Span<UInt8>
    ) throws(RequestError) -> Int {
        var index = start
        while index < end, set.contains(block[index]) {
            if block[index] == ASCII.percent {
                guard index &+ 2 < end, block[index &+ 1].hexValue != nil, block[index &+ 2].hexValue != nil else {
                    throw .badTarget
                }
            }
            index &+= 1
        }
        return index
    }

    private static func endOfScheme(_ extent: Extent, of block: Span<UInt8>) -> Int? {
        let start = Int(extent.start)
        for scheme in ["http://", "https://"] as [StaticString] {
            let end = start + scheme.utf8CodeUnitCount
            if end <= Int(extent.end), block.matches(scheme, ignoringCaseAt: Extent(start, end)) { return end }
        }
        return nil
    }
}
