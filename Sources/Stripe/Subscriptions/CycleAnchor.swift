import Checkout
import HTTPMessages
import Payments

/// How Stripe is told when a paid period ends: its cycle is anchored there.
///
/// An anchor that is a time has the day of that time for good: of what began on a 31st, the bills would stay on the 28th
/// after February. As a day of the month it comes back to the 31st.
enum CycleAnchor: Hashable, Sendable {
    case time(Timestamp)
    /// That day, or the last one of a month that lacks it, at the time of day of `at` and first in its month. Without
    /// the month, the next such day counts.
    case day(Int64, at: Timestamp, namesMonth: Bool)

    /// How much before the paid period's end it is billed when our clock is too far ahead of Stripe's for the end itself:
    /// twice what webhooks may be off by.
    static let clockMargin = Duration.seconds(600)

    /// The ways to say it, the best first. Stripe takes no first bill later than a period from now, and its now may be
    /// before ours; and whether a month may be named with a monthly price is its own to say.
    static func candidates(until end: Timestamp, from anchor: Timestamp?) -> [CycleAnchor] {
        let earlier = end - clockMargin
        let times = [time(end), time(earlier)]
        guard let anchor, anchor.civilDate.day > end.civilDate.day, end.isLastDayOfMonth else { return times }
        let day = anchor.civilDate.day
        guard earlier.civilDate == end.civilDate else { return [.day(day, at: end, namesMonth: true)] + times }
        var days = [end, earlier].map { CycleAnchor.day(day, at: $0, namesMonth: true) }
        // Earlier than the hour of the start, so that a clock behind ours does not find the start itself to be next.
        if end.month - anchor.month == 1 { days.append(.day(day, at: earlier, namesMonth: false)) }
        return days + times
    }

    /// Whether it may help where Stripe has refused the one before.
    func isAnswer(to problem: StripeProblem) -> Bool {
        guard problem.kind == .invalidRequest, let param = problem.param, param.hasPrefix("billing_cycle_anchor") else {
            return false
        }
        guard case .day(_, _, let namesMonth) = self else { return true }
        return namesMonth != param.hasSuffix("[month]")
    }

    func write(to form: inout FormMap) {
        switch self {
        case .time(let time):
            form["billing_cycle_anchor_config"] = nil
            form["billing_cycle_anchor"] = .text(String(time.unixSeconds))
        case .day(let day, let time, let namesMonth):
            form["billing_cycle_anchor"] = nil
            let second = time.unixSeconds - time.civilDate.dayNumber * 86_400
            var config: FormMap = ["day_of_month": .text(String(day))]
            config["month"] = namesMonth ? .text(String(time.civilDate.month)) : nil
            config["hour"] = .text(String(second / 3600))
            config["minute"] = .text(String(second / 60 % 60))
            config["second"] = .text(String(second % 60))
            form["billing_cycle_anchor_config"] = .map(config)
        }
    }
}

extension Timestamp {
    /// The day in UTC.
    fileprivate var civilDate: CivilDate {
        let seconds = unixSeconds
        let days = seconds / 86_400
        return CivilDate(dayNumber: seconds % 86_400 < 0 ? days - 1 : days)
    }

    /// Counted through all years.
    fileprivate var month: Int64 { civilDate.year * 12 + civilDate.month }

    fileprivate var isLastDayOfMonth: Bool {
        civilDate.day == CivilDate.dayCount(ofMonth: civilDate.month, year: civilDate.year)
    }
}
