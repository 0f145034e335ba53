package import EventLoop

/// A bucket that holds as many tokens as its rate allows at once and fills up again evenly.
///
/// It is one number: when it will be full again (the generic cell rate algorithm). So it needs no timer, and a full one
/// need not be remembered.
package struct TokenBucket: Hashable, Sendable {
    private var fullAt: MonotonicTime

    package init() { fullAt = MonotonicTime(nanoseconds: 0) }

    package func isFull(at now: MonotonicTime) -> Bool { fullAt <= now }

    /// Takes one token if there is one.
    package mutating func take(_ rate: Rate, at now: MonotonicTime) -> RateDecision {
        let step = UInt64(max(1, rate.period.wholeNanoseconds)) / UInt64(rate.count)
        let capacity = step * UInt64(rate.count)
        let missing = fullAt > now ? fullAt.nanoseconds - now.nanoseconds : 0
        let wanted = missing + step
        guard wanted <= capacity else {
            return RateDecision(
                limit: rate.count, remaining: 0, untilNext: .nanoseconds(Int64(wanted - capacity)),
                untilFull: .nanoseconds(Int64(missing)), isAllowed: false)
        }
        fullAt = MonotonicTime(nanoseconds: now.nanoseconds + wanted)
        return RateDecision(
            limit: rate.count, remaining: Int((capacity - wanted) / max(1, step)), untilNext: .zero,
            untilFull: .nanoseconds(Int64(wanted)), isAllowed: true)
    }
}

/// What a bucket says.
package struct RateDecision: Hashable, Sendable {
    package let limit: Int
    package let remaining: Int
    /// How long until there is a token again.
    package let untilNext: Duration
    package let untilFull: Duration
    package let isAllowed: Bool
}
