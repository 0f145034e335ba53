/// The line before a chunk's data: its size, and extensions that are checked and ignored.
enum ChunkLine {
    /// Sixteen digits are the most that fit 64 bits; more are an attempt at wrapping somebody's counter around.
    private static let longestSize = 16

    static func size(_ line: Extent, of block: Span<UInt8>) throws(RequestError) -> Int {
        var index = Int(line.start)
        let end = Int(line.end)
        var size: UInt64 = 0
        while index < end, let digit = block[index].hexValue {
            guard index - Int(line.start) < longestSize else { throw .badChunk }
            size = size << 4 | UInt64(digit)
            index += 1
        }
        guard index > Int(line.start) else { throw .badChunk }
        try checkExtensions(index, end, of: block)
        return Int(clamping: size)
    }

    /// `*( ";" name [ "=" value ] )` of RFC 9112 §7.1.1. Whitespace is taken around names and values, as the grammar has
    /// it, but not right behind the size: there it has split parsers before.
    private static func checkExtensions(_ start: Int, _ end: Int, of block: Span<UInt8>) throws(RequestError) {
        var index = start
        while index < end {
            guard block[index] == ASCII.semicolon else { throw .badChunk }
            index = skipBlanks(index + 1, end, of: block)
            index = skipBlanks(try endOfToken(index, end, of: block), end, of: block)
            guard index < end, block[index] == ASCII.equals else { continue }
            index = skipBlanks(index + 1, end, of: block)
            let isQuoted = index < end && block[index] == ASCII.quote
            index = isQuoted ? try endOfQuoted(index, end, of: block) : try endOfToken(index, end, of: block)
            index = skipBlanks(index, end, of: block)
        }
    }

    private static func skipBlanks(_ start: Int, _ end: Int, of block: Span<UInt8>) -> Int {
        var index = start
        while index < end, block[index].isBlank { index += 1 }
        return index
    }

    private static func endOfToken(_ start: Int, _ end: Int, of block: Span<UInt8>) throws(RequestError) -> Int {
        var index = start
        while index < end, ByteSet.token.contains(block[index]) { index += 1 }
        guard index > start else { throw .badChunk }
        return index
    }

    private static func endOfQuoted(_ start: Int, _ end: Int, of block: Span<UInt8>) throws(RequestError) -> Int {
        var index = start + 1
        while index < end, block[index] != ASCII.quote {
            if block[index] == ASCII.backslash { index += 1 }
            guard index < end, block[index].isFieldValueByte else { throw .badChunk }
            index += 1
        }
        guard index < end else { throw .badChunk }
        return index + 1
    }
}
