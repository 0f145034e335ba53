extension RequestParser {
    /// A head of which only a part has come: its bytes are in `pending`.
    struct PartialHead: Sendable {
        var assembly: HeadAssembly
        /// Where in `pending` the unfinished line starts.
        var lineStart: Int
    }

    /// The first byte decides early: what cannot be HTTP (TLS, say) is refused before a line is waited for.
    mutating func startHead(
        _ first: UInt8, _ bytes: inout UnsafeRawBufferPointer, afterEmptyLine: Bool
    ) throws(RequestError) -> Event? {
        if ByteSet.token.contains(first) { return try parseHeadInPlace(&bytes) }
        switch first {
        case ASCII.lineFeed: throw .bareLineFeed
        case ASCII.carriageReturn where !afterEmptyLine:
            bytes.drop(1)
            state = .emptyLine
            return nil
        case ASCII.carriageReturn: throw .badRequestLine
        default: throw .badMethod
        }
    }

    private mutating func parseHeadInPlace(_ bytes: inout UnsafeRawBufferPointer) throws(RequestError) -> Event? {
        var head = PartialHead(assembly: HeadAssembly(), lineStart: 0)
        let block = Span<UInt8>(_unsafeBytes: bytes)
        while let lineFeed = block.firstLineFeed(from: head.lineStart) {
            let isLast = try head.assembly.addLine(
                start: head.lineStart, lineFeed: lineFeed, of: block, limits: limits)
            head.lineStart = lineFeed &+ 1
            if isLast { return try finish(head.assembly, [UInt8](bytes.take(head.lineStart))) }
        }
        try head.assembly.checkSize(of: head.lineStart..<bytes.count, of: block, limits: limits)
        pending = [UInt8](bytes.take(bytes.count))
        state = .head(head)
        return nil
    }

    /// Takes at most one line, so that nothing behind the head gets into `pending`; each byte is looked at once.
    mutating func continueHead(
        _ partial: consuming PartialHead, _ bytes: inout UnsafeRawBufferPointer
    ) throws(RequestError) -> Event? {
        // The box must let go of the fields, else adding one would copy them all.
        state = .end
        var head = partial
        let room = head.assembly.longestBlock(limits: limits, lineStart: head.lineStart) &+ 1 &- pending.count
        let finished = takePending(&bytes, room: room)
        guard finished else {
            try head.assembly.checkSize(of: head.lineStart..<pending.count, of: pending.span, limits: limits)
            state = .head(head)
            return nil
        }
        let lineFeed = pending.count &- 1
        let isLast = try head.assembly.addLine(
            start: head.lineStart, lineFeed: lineFeed, of: pending.span, limits: limits)
        guard isLast else {
            head.lineStart = pending.count
            state = .head(head)
            return nil
        }
        let block = pending
        pending = []
        return try finish(head.assembly, block)
    }

    private mutating func finish(_ assembly: HeadAssembly, _ block: [UInt8]) throws(RequestError) -> Event {
        let head = try assembly.finish(block, limits: limits)
        switch head.bodyFraming {
        case .none: state = .end
        case .length(let length): state = .body(remaining: length)
        case .chunked: state = .chunkSize(ChunkTotals())
        }
        return .head(head)
    }

    /// Moves bytes to `pending`: up to and with the next LF, but no more than `room`; true when it ends in that LF.
    mutating func takePending(_ bytes: inout UnsafeRawBufferPointer, room: Int) -> Bool {
        let lineFeed = Span<UInt8>(_unsafeBytes: bytes).firstLineFeed(from: 0)
        let wanted = lineFeed.map { $0 &+ 1 } ?? bytes.count
        pending.append(contentsOf: bytes.take(min(wanted, room)))
        return lineFeed != nil && wanted <= room
    }
}
