import CLibuv

/// Where time comes from. Shadows `Swift.Clock` on purpose: here a clock is a value that is passed in.
package struct Clock: Sendable {
    package var now: @Sendable () -> MonotonicTime
    /// The wall clock, in nanoseconds since 1970.
    package var unixNanoseconds: @Sendable () -> Int64
    /// How a loop learns that time was moved by hand; nil for a clock that runs by itself.
    package var onJump: (@Sendable (@escaping @Sendable () -> Void) -> Void)?

    package init(
        now: @escaping @Sendable () -> MonotonicTime,
        unixNanoseconds: @escaping @Sendable () -> Int64,
        onJump: (@Sendable (@escaping @Sendable () -> Void) -> Void)? = nil
    ) {
        self.now = now
        self.unixNanoseconds = unixNanoseconds
        self.onJump = onJump
    }

    /// The operating system's clocks.
    package static let system = Clock(
        now: { MonotonicTime(nanoseconds: uv_hrtime()) },
        unixNanoseconds: {
            var time = uv_timeval64_t()
            // Fails only for a bad pointer.
            uv_gettimeofday(&time)
            return time.tv_sec * 1_000_000_000 + Int64(time.tv_usec) * 1_000
        })
}
