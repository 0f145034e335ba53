/// An instant of Unix time in whole milliseconds, which is the precision of the wire.
///
/// Always within the years 0000 to 9999, so that every value has its RFC 3339 text; what lies outside is moved to the
/// nearest end.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// 0000-01-01T00:00:00.000Z.
    package static let earliest = Timestamp(unchecked: -62_167_219_200_000)
    /// 9999-12-31T23:59:59.999Z.
    package static let latest = Timestamp(unchecked: 253_402_300_799_999)

    package let unixMilliseconds: Int64

    package init(unixMilliseconds: Int64) {
        self.unixMilliseconds = min(
            max(unixMilliseconds, Self.earliest.unixMilliseconds), Self.latest.unixMilliseconds)
    }

    /// The millisecond in which a wall-clock reading falls.
    package init(unixNanoseconds: Int64) {
        self.init(unixMilliseconds: floorDivide(unixNanoseconds, by: 1_000_000).quotient)
    }

    package init(unixSeconds: Int64) {
        let (milliseconds, overflow) = unixSeconds.multipliedReportingOverflow(by: 1000)
        self.init(unixMilliseconds: overflow ? (unixSeconds < 0 ? .min : .max) : milliseconds)
    }

    private init(unchecked unixMilliseconds: Int64) { self.unixMilliseconds = unixMilliseconds }

    package static func < (left: Self, right: Self) -> Bool { left.unixMilliseconds < right.unixMilliseconds }
}

extension Timestamp {
    /// Whole seconds since 1970, rounded down.
    package var unixSeconds: Int64 { floorDivide(unixMilliseconds, by: 1000).quotient }

    /// Later by the duration; the sum is rounded down to its millisecond and stays in the range.
    package static func + (time: Timestamp, duration: Duration) -> Timestamp {
        time.moved(byAttoseconds: duration.attoseconds)
    }

    package static func - (time: Timestamp, duration: Duration) -> Timestamp {
        time.moved(byAttoseconds: -duration.attoseconds)
    }

    private func moved(byAttoseconds attoseconds: Int128) -> Timestamp {
        let perMillisecond: Int128 = 1_000_000_000_000_000
        let (quotient, remainder) = attoseconds.quotientAndRemainder(dividingBy: perMillisecond)
        let sum = Int128(unixMilliseconds) + quotient - (remainder < 0 ? 1 : 0)
        return Timestamp(unixMilliseconds: Int64(clamping: sum))
    }

    package static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.unixMilliseconds - earlier.unixMilliseconds)
    }
}

/// Division that rounds down, so that times before 1970 fall into their own millisecond, second and day.
func floorDivide(_ dividend: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
