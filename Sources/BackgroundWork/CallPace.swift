package import EventLoop

/// Spreads calls in time: so many a second, a few of them together (the generic cell rate algorithm, as ATM has it), and
/// none for a while after the provider had too many.
package struct CallPace: Equatable, Sendable {
    private static let firstQuiet = Duration.seconds(1)
    private static let longestQuiet = Duration.seconds(60)

    private let interval: Duration
    private let burst: Int
    private var nextSlot = MonotonicTime(nanoseconds: 0)
    private var quietUntil = MonotonicTime(nanoseconds: 0)
    /// In a row, each after the quiet that the one before it led to.
    private var refusals = 0

    package init(perSecond: Int, burst: Int) {
        interval = .seconds(1) / max(1, perSecond)
        self.burst = max(1, burst)
    }

    /// Takes the next slot, and answers how long it is until then.
    package mutating func reserve(at now: MonotonicTime) -> Duration {
        // A slot that was not used while it was quiet may be used now, up to the burst. What comes after a refusal is
        // spread from its end on: together they would be refused together.
        let slot = max(nextSlot, now + interval * (1 - burst), quietUntil)
        nextSlot = slot + interval
        return max(.zero, slot - now)
    }

    /// Whether the provider is still to be left alone.
    package func isQuiet(at now: MonotonicTime) -> Bool { now < quietUntil }

    /// The provider had too many calls: for as long as it asks, or ever longer, it gets none.
    package mutating func refused(at now: MonotonicTime, retryAfter: Duration?) {
        // Of several that were under way together, the first one counts.
        guard !isQuiet(at: now) else { return }
        let quiet = min(Self.longestQuiet, Self.firstQuiet * (1 << min(refusals, 10)))
        refusals += 1
        quietUntil = now + min(Self.longestQuiet, max(quiet, retryAfter ?? .zero))
    }

    package mutating func accepted() { refusals = 0 }
}
