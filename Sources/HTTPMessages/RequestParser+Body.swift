extension RequestParser {
    /// What the chunks of one body have come to so far.
    struct ChunkTotals: Sendable {
        var bodyBytes = 0
        /// Size lines, extensions and line ends: everything sent that is not body.
        var overheadBytes = 0
    }

    mutating func takeBody(_ bytes: inout UnsafeRawBufferPointer, remaining: Int) -> Event {
        let piece = bytes.take(min(remaining, bytes.count))
        state = piece.count == remaining ? .end : .body(remaining: remaining - piece.count)
        return .body(piece)
    }

    mutating func takeChunkData(
        _ bytes: inout UnsafeRawBufferPointer, remaining: Int, _ totals: ChunkTotals
    ) -> Event {
        let piece = bytes.take(min(remaining, bytes.count))
        state =
            piece.count == remaining
            ? .chunkEnd(totals, afterCarriageReturn: false)
            : .chunkData(remaining: remaining - piece.count, totals)
        return .body(piece)
    }

    mutating func takeChunkEnd(
        _ byte: UInt8, _ totals: ChunkTotals, afterCarriageReturn: Bool
    ) throws(RequestError) {
        guard byte == (afterCarriageReturn ? ASCII.lineFeed : ASCII.carriageReturn) else { throw .badChunk }
        state = afterCarriageReturn ? .chunkSize(totals) : .chunkEnd(totals, afterCarriageReturn: true)
    }

    mutating func takeChunkSize(
        _ bytes: inout UnsafeRawBufferPointer, _ totals: ChunkTotals
    ) throws(RequestError) -> Event? {
        let line = try takeLine(&bytes, longest: limits.chunkLineBytes, orElse: .badChunk) {
            (line, block) throws(RequestError) in
            (size: try ChunkLine.size(line, of: block), bytes: line.count + 2)
        }
        guard let line else { return nil }
        var totals = totals
        totals.overheadBytes += line.bytes + 2
        guard totals.overheadBytes <= limits.chunkOverheadBytes else { throw .tooMuchChunking }
        guard line.size > 0 else {
            state = .trailers(bytes: 0)
            return nil
        }
        // Not the sum: it could overflow.
        guard line.size <= limits.bodyBytes - totals.bodyBytes else { throw .bodyTooLarge }
        totals.bodyBytes += line.size
        state = .chunkData(remaining: line.size, totals)
        return nil
    }

    /// Trailers are checked like header fields and dropped: nothing of ours reads them (RFC 9110 §6.5.1).
    mutating func takeTrailer(_ bytes: inout UnsafeRawBufferPointer, taken: Int) throws(RequestError) -> Event? {
        let length = try takeLine(&bytes, longest: limits.trailerBytes - taken, orElse: .trailersTooLarge) {
            (line, block) throws(RequestError) in
            if !line.isEmpty { try FieldLine.checkTrailer(line, of: block) }
            return line.count + 2
        }
        guard let length else { return nil }
        let isLast = length == 2
        state = isLast ? .start(afterEmptyLine: false) : .trailers(bytes: taken + length)
        return isLast ? .end : nil
    }

    /// Reads one line where it lies, or collects it in `pending` when it comes in pieces; nil until it is whole.
    private mutating func takeLine<Value>(
        _ bytes: inout UnsafeRawBufferPointer, longest: Int, orElse tooLong: RequestError,
        _ read: (Extent, Span<UInt8>) throws(RequestError) -> Value
    ) throws(RequestError) -> Value? {
        let input = Span<UInt8>(_unsafeBytes: bytes)
        if pending.isEmpty, let lineFeed = input.firstLineFeed(from: 0), lineFeed < longest {
            let end = try FieldLine.contentEnd(start: 0, lineFeed: lineFeed, of: input)
            let value = try read(Extent(0, end), input)
            bytes.drop(lineFeed + 1)
            return value
        }
        let finished = takePending(&bytes, room: longest + 1 - pending.count)
        guard pending.count <= longest else { throw tooLong }
        guard finished else { return nil }
        let end = try FieldLine.contentEnd(start: 0, lineFeed: pending.count - 1, of: pending.span)
        let value = try read(Extent(0, end), pending.span)
        pending = []
        return value
    }
}
