/// Turns the bytes of one connection into requests, whatever pieces they arrive in; no I/O.
///
/// Strict where RFC 9112 leaves room: whatever two implementations could read differently is refused.
package struct RequestParser: Sendable {
    /// What the bytes so far amount to. Each request is one `head`, any number of `body` and one `end`.
    package enum Event {
        case head(RequestHead)
        /// A piece of the body: a slice of the bytes given to `next`, valid as long as they are.
        case body(UnsafeRawBufferPointer)
        case end
    }

    package let limits: RequestLimits

    package init(limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    /// Takes bytes off the front of `bytes` and returns the next event, or nil when all are taken and more are needed.
    ///
    /// Call it until it returns nil: an `end` may be due although no bytes are left. After an error it throws the same
    /// one for ever.
    package mutating func next(_ bytes: inout UnsafeRawBufferPointer) throws(RequestError) -> Event? {
        nil
    }

    /// Whether no byte of a further request has been seen: the peer may hang up now without cutting one short.
    package var isBetweenRequests: Bool { true }
}
