import EventLoop

/// The time of day that `till dev` serves in: the system's, and what the simulator's test clock was moved by. Only the
/// wall clock moves: timers measure how long things take, and nothing takes longer for it.
final class DevClock: Sendable {
    private let moved = Locked(Duration.zero)

    /// For the loops that serve.
    var clock: Clock {
        let system = Clock.system
        return Clock(now: system.now, unixNanoseconds: { system.unixNanoseconds() + self.nanoseconds })
    }

    func move(by step: Duration) { moved.withLock { $0 += step } }

    private var nanoseconds: Int64 {
        let (seconds, attoseconds) = moved.withLock { $0 }.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
