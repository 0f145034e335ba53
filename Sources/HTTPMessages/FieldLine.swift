/// One line of a header block or of trailers, taken apart and checked.
enum FieldLine {
    /// `line` is without its CRLF and not empty.
    static func parse(_ line: Extent, of block: Span<UInt8>) throws(RequestError) -> FieldExtent {
        let start = Int(line.start)
        let end = Int(line.end)
        guard !block[start].isBlank else { throw .foldedField }
        var colon = start
        while colon < end, ByteSet.token.contains(block[colon]) { colon &+= 1 }
        guard colon > start, colon < end, block[colon] == ASCII.colon else { throw .badFieldName }
        let value = block.trimmingBlanks(Extent(colon &+ 1, end))
        if let offset = block.firstControlByte(from: Int(value.start), to: Int(value.end)) {
            throw block[offset] == ASCII.carriageReturn ? .bareCarriageReturn : .badFieldValue
        }
        return FieldExtent(name: Extent(start, colon), value: value)
    }

    /// Where the content of the line ends whose LF is at `lineFeed`; only CRLF ends a line.
    @inline(__always)
    static func contentEnd(
        start: Int, lineFeed: Int, of block: Span<UInt8>
    ) throws(RequestError) -> Int {
        guard lineFeed > start, block[lineFeed &- 1] == ASCII.carriageReturn else { throw .bareLineFeed }
        return lineFeed &- 1
    }

    /// A trailer may not be a field that frames or routes the message it is behind (RFC 9110 §6.5.1).
    static func checkTrailer(_ line: Extent, of block: Span<UInt8>) throws(RequestError) {
        let name = try parse(line, of: block).name
        for forbidden in ["content-length", "transfer-encoding", "host"] as [StaticString]
        where block.matches(forbidden, ignoringCaseAt: name) {
            throw .badTrailer
        }
    }
}
