/// Where one bill ends and the next begins.
///
/// Every boundary is counted from the anchor and none from the one before it, so that what began on a 31st is billed on
/// the last day of a short month and on the 31st again after it. All in UTC.
extension BillingPeriod {
    /// The `number`th boundary after the anchor, which is the 0th itself.
    package func boundary(_ number: Int64, from anchor: Timestamp) -> Timestamp {
        let length = number.multipliedReportingOverflow(by: Int64(count))
        guard !length.overflow else { return number < 0 ? .earliest : .latest }
        switch interval {
        case .day: return Self.days(length.partialValue, after: anchor)
        case .week: return Self.days(length.partialValue.multipliedClamping(by: 7), after: anchor)
        case .month: return Self.months(length.partialValue, after: anchor)
        case .year: return Self.months(length.partialValue.multipliedClamping(by: 12), after: anchor)
        }
    }

    package func period(_ number: Int64, from anchor: Timestamp) -> Range<Timestamp> {
        boundary(number, from: anchor)..<boundary(number + 1, from: anchor)
    }

    /// The period a moment falls in.
    package func period(containing time: Timestamp, from anchor: Timestamp) -> Range<Timestamp> {
        var number = estimate(of: time, from: anchor)
        while boundary(number, from: anchor) > time { number -= 1 }
        while boundary(number + 1, from: anchor) <= time, time < .latest { number += 1 }
        return period(number, from: anchor)
    }

    /// Never off by more than a few, so that looking for the right one is short.
    private func estimate(of time: Timestamp, from anchor: Timestamp) -> Int64 {
        let days = floorDivide(time.unixMilliseconds - anchor.unixMilliseconds, by: 86_400_000).quotient
        switch interval {
        case .day: return days / Int64(count)
        case .week: return days / 7 / Int64(count)
        case .month: return days / 31 / Int64(count)
        case .year: return days / 366 / Int64(count)
        }
    }

    private static func days(_ number: Int64, after anchor: Timestamp) -> Timestamp {
        let milliseconds = number.multipliedClamping(by: 86_400_000)
        let sum = anchor.unixMilliseconds.addingReportingOverflow(milliseconds)
        return Timestamp(unixMilliseconds: sum.overflow ? (number < 0 ? .min : .max) : sum.partialValue)
    }

    private static func months(_ number: Int64, after anchor: Timestamp) -> Timestamp {
        let (dayNumber, rest) = floorDivide(anchor.unixMilliseconds, by: 86_400_000)
        let date = CivilDate(dayNumber: dayNumber)
        // 120,000 months are beyond the calendar in either direction.
        let sum = date.year * 12 + date.month - 1 + min(max(number, -240_000), 240_000)
        let (year, month) = floorDivide(sum, by: 12)
        guard (0...9999).contains(year) else { return year < 0 ? .earliest : .latest }
        let day = min(date.day, CivilDate.dayCount(ofMonth: month + 1, year: year))
        guard let moved = CivilDate(year: year, month: month + 1, day: day) else { return anchor }
        return Timestamp(unixMilliseconds: moved.dayNumber * 86_400_000 + rest)
    }
}

extension Timestamp {
    /// Providers count in whole seconds: a boundary between them would be another one there.
    var wholeSecond: Timestamp { Timestamp(unixSeconds: unixSeconds) }
}

extension Int64 {
    fileprivate func multipliedClamping(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
