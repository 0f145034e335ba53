package import EventLoop

/// Spreads calls in time: so many a second, a few of them together. (The generic cell rate algorithm, as ATM has it.)
package struct CallPace: Equatable, Sendable {
    private let interval: Duration
    private let burst: Int
    private var nextSlot = MonotonicTime(nanoseconds: 0)

    package init(perSecond: Int, burst: Int) {
        interval = .seconds(1) / max(1, perSecond)
        self.burst = max(1, burst)
    }

    /// Takes the next slot, and answers how long it is until then.
    package mutating func reserve(at now: MonotonicTime) -> Duration {
        // A slot that was not used while it was quiet may be used now, up to the burst.
        let slot = max(nextSlot, now + interval * (1 - burst))
        nextSlot = slot + interval
        return max(.zero, slot - now)
    }
}
