import EventLoop

/// How much one connection may ask for, and how long it may take.
package struct ConnectionLimits: Hashable, Sendable {
    /// From the first byte of a head (from accept on a new connection) to its end.
    package var headTime: Duration = .seconds(10)
    /// From the end of the head to the end of the body, however fast the bytes come.
    package var bodyTime: Duration = .seconds(30)
    /// A body may be slow to start for this long; then it has to keep up `bodyBytesPerSecond` on average.
    package var bodyGrace: Duration = .seconds(5)
    package var bodyBytesPerSecond = 1024
    /// Between two requests.
    package var idleTime: Duration = .seconds(75)
    /// Without the client having taken at least `writeProgressBytes` of what waits for it.
    package var writeTime: Duration = .seconds(30)
    package var writeProgressBytes = 1024
    /// After our last byte, for the client to read it while it may still be sending.
    package var lingerTime: Duration = .seconds(3)
    package var lingerBytes = 1 << 20
    /// Requests that are parsed and wait for the one before them.
    package var waitingRequests = 16
    package var waitingBytes = 128 << 10
    /// Bytes kept from a client that sends on behind a stream; more than that ends the connection.
    package var bytesBehindStream = 16 << 10
    /// Answers that the client has not taken yet; above it nothing more is read or started until they are gone.
    package var unsentBytes = 256 << 10

    package init() {}
}

/// `ConnectionLimits` as the state machine computes with them: nanoseconds, added without 128-bit arithmetic.
struct ConnectionTimes: Hashable, Sendable {
    let head: UInt64
    let body: UInt64
    let bodyGrace: UInt64
    let nanosecondsPerBodyByte: UInt64
    let idle: UInt64
    let write: UInt64
    let linger: UInt64

    init(_ limits: ConnectionLimits) {
        head = Self.nanoseconds(limits.headTime)
        body = Self.nanoseconds(limits.bodyTime)
        bodyGrace = Self.nanoseconds(limits.bodyGrace)
        nanosecondsPerBodyByte = 1_000_000_000 / UInt64(max(1, limits.bodyBytesPerSecond))
        idle = Self.nanoseconds(limits.idleTime)
        write = Self.nanoseconds(limits.writeTime)
        linger = Self.nanoseconds(limits.lingerTime)
    }

    static func nanoseconds(_ duration: Duration) -> UInt64 { UInt64(max(0, duration.wholeNanoseconds)) }
}

extension MonotonicTime {
    /// Saturating, like `+`, but with the interval already in nanoseconds.
    func adding(_ interval: UInt64) -> MonotonicTime {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(interval)
        return MonotonicTime(nanoseconds: overflow ? .max : sum)
    }
}
