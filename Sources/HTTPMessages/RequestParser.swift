/// Turns the bytes of one connection into requests, whatever pieces they arrive in; no I/O.
///
/// Strict where RFC 9112 leaves room: whatever two implementations could read differently is refused. A request that
/// arrives whole is parsed where it lies; only unfinished lines and heads are kept, never more than the limits allow.
package struct RequestParser: Sendable {
    /// What the bytes so far amount to. Each request is one `head`, any number of `body` and one `end`.
    package enum Event {
        case head(RequestHead)
        /// A piece of the body: a slice of the bytes given to `next`, valid as long as they are.
        case body(UnsafeRawBufferPointer)
        case end
    }

    enum State: Sendable {
        /// Before the first byte of a request; one empty line may come before it (RFC 9112 §2.2).
        case start(afterEmptyLine: Bool)
        /// Inside that empty line, behind its CR.
        case emptyLine
        /// Boxed, because most parsers wait between requests most of the time.
        indirect case head(PartialHead)
        /// More than zero bytes of a body of declared length are still to come.
        case body(remaining: Int)
        case chunkSize(ChunkTotals)
        case chunkData(remaining: Int, ChunkTotals)
        case chunkEnd(ChunkTotals, afterCarriageReturn: Bool)
        case trailers(bytes: Int)
        case end
        case failed(RequestError)
    }

    package let limits: RequestLimits
    var state = State.start(afterEmptyLine: false)
    /// The start of a head, chunk-size line or trailer line whose rest has not come yet; empty otherwise.
    var pending: [UInt8] = []

    package init(limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    /// Whether no byte of a further request has been seen: the peer may hang up now without cutting one short.
    package var isBetweenRequests: Bool {
        if case .start = state { true } else { false }
    }

    /// Takes bytes off the front of `bytes` and returns the next event, or nil when all are taken and more are needed.
    ///
    /// Call it until it returns nil: an `end` may be due although no bytes are left. After an error it throws the same
    /// one for ever.
    package mutating func next(_ bytes: inout UnsafeRawBufferPointer) throws(RequestError) -> Event? {
        do {
            repeat {
                if let event = try step(&bytes) { return event }
            } while !bytes.isEmpty
            return nil
        } catch {
            state = .failed(error)
            pending = []
            throw error
        }
    }

    /// Goes on to the next event or the next state; takes at least one byte, unless an event was due without any.
    private mutating func step(_ bytes: inout UnsafeRawBufferPointer) throws(RequestError) -> Event? {
        if case .end = state {
            state = .start(afterEmptyLine: false)
            return .end
        }
        if case .failed(let error) = state { throw error }
        guard let first = bytes.first else { return nil }
        switch state {
        case .start(let afterEmptyLine):
            return try startHead(first, &bytes, afterEmptyLine: afterEmptyLine)
        case .emptyLine:
            guard first == ASCII.lineFeed else { throw .bareCarriageReturn }
            bytes.drop(1)
            state = .start(afterEmptyLine: true)
            return nil
        case .head(let head):
            return try continueHead(head, &bytes)
        case .body(let remaining):
            return takeBody(&bytes, remaining: remaining)
        case .chunkSize(let totals):
            return try takeChunkSize(&bytes, totals)
        case .chunkData(let remaining, let totals):
            return takeChunkData(&bytes, remaining: remaining, totals)
        case .chunkEnd(let totals, let afterCarriageReturn):
            try takeChunkEnd(first, totals, afterCarriageReturn: afterCarriageReturn)
            bytes.drop(1)
            return nil
        case .trailers(let count):
            return try takeTrailer(&bytes, taken: count)
        case .end, .failed:
            return nil
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Shortens the buffer at its front.
    @inline(__always)
    mutating func drop(_ count: Int) {
        self = UnsafeRawBufferPointer(rebasing: self[count...])
    }

    /// Shortens the buffer at its front by what it returns.
    @inline(__always)
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        let taken = UnsafeRawBufferPointer(rebasing: self[..<count])
        drop(count)
        return taken
    }
}
