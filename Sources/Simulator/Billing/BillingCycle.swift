import Checkout

/// When a subscription is billed: every interval, counted from an anchor. Months keep the anchor's day where they have
/// it: the 31st, then the 28th of February, then the 31st again.
struct BillingCycle: Hashable, Sendable {
    let interval: PriceInterval
    let anchor: Timestamp
    /// The day of the month that is meant, which the anchor's own month may not have.
    let day: Int64

    init(_ interval: PriceInterval, anchor: Timestamp, day: Int64? = nil) {
        self.interval = interval
        self.anchor = anchor
        self.day = day ?? anchor.civilDate.day
    }

    /// The anchor moved by so many intervals.
    func boundary(_ number: Int64) -> Timestamp {
        let steps = number * interval.count
        switch interval.unit {
        case .day: return anchor + .seconds(86_400 * steps)
        case .week: return anchor + .seconds(7 * 86_400 * steps)
        case .month: return moved(byMonths: steps)
        case .year: return moved(byMonths: 12 * steps)
        }
    }

    /// When the bill after that time is due.
    func firstBoundary(after time: Timestamp) -> Timestamp { boundary(number(after: time)) }

    /// The whole interval that holds that time.
    func period(containing time: Timestamp) -> Range<Timestamp> {
        let end = number(after: time)
        return boundary(end - 1)..<boundary(end)
    }

    private func number(after time: Timestamp) -> Int64 {
        let elapsed = time.unixMilliseconds - anchor.unixMilliseconds
        // Never too high, so that the boundary is found by counting up, over a few steps in a century.
        let length = elapsed < 0 ? shortest : longest
        var number = elapsed / length - 1
        while boundary(number) <= time { number += 1 }
        return number
    }

    private var longest: Int64 { milliseconds(day: 1, month: 31, year: 366) }
    private var shortest: Int64 { milliseconds(day: 1, month: 28, year: 365) }

    private func milliseconds(day: Int64, month: Int64, year: Int64) -> Int64 {
        let days =
            switch interval.unit {
            case .day: day
            case .week: 7 * day
            case .month: month
            case .year: year
            }
        return days * interval.count * 86_400_000
    }

    private func moved(byMonths months: Int64) -> Timestamp {
        let date = anchor.civilDate
        let index = date.year * 12 + date.month - 1 + months
        let (year, month) = (index / 12, index % 12 + 1)
        let lastDay = CivilDate.dayCount(ofMonth: month, year: year)
        guard let moved = CivilDate(year: year, month: month, day: min(day, lastDay)) else { return .latest }
        return Timestamp(unixMilliseconds: moved.dayNumber * 86_400_000 + anchor.millisecondOfDay)
    }
}

extension Timestamp {
    /// The day in UTC.
    var civilDate: CivilDate { CivilDate(dayNumber: (unixMilliseconds - millisecondOfDay) / 86_400_000) }

    var millisecondOfDay: Int64 {
        let remainder = unixMilliseconds % 86_400_000
        return remainder < 0 ? remainder + 86_400_000 : remainder
    }
}
