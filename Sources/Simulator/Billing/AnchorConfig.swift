import Checkout
import HTTPMessages

/// An anchor given as a day of the month and a time of day, which keeps its day through shorter months.
struct AnchorConfig: Hashable, Sendable {
    let day: Int64
    let month: Int64?
    private let hour: Int64?
    private let minute: Int64?
    private let second: Int64?

    init(_ parameters: Parameters, _ interval: PriceInterval) throws(StripeFailure) {
        guard interval.unit == .month || interval.unit == .year else {
            throw .invalid(
                "billing_cycle_anchor_config is for monthly and yearly intervals.",
                param: "billing_cycle_anchor_config")
        }
        func number(_ name: String, in range: ClosedRange<Int64>) throws(StripeFailure) -> Int64? {
            guard let value = try parameters.integer(name) else { return nil }
            guard range.contains(value) else {
                throw .invalid("Invalid \(name): from \(range.lowerBound) to \(range.upperBound).", param: name)
            }
            return value
        }
        guard let day = try number("day_of_month", in: 1...31) else {
            throw .missing(parameters.param("day_of_month"))
        }
        self.day = day
        month = try number("month", in: 1...12)
        hour = try number("hour", in: 0...23)
        minute = try number("minute", in: 0...59)
        second = try number("second", in: 0...59)
    }

    /// The first such day and time after that time, and every interval from it.
    func cycle(_ interval: PriceInterval, after now: Timestamp) -> BillingCycle {
        let date = now.civilDate
        let time = now.millisecondOfDay / 1000
        let (hour, minute, second) = (hour ?? time / 3600, minute ?? time / 60 % 60, second ?? time % 60)
        let millisecond = (hour * 3600 + minute * 60 + second) * 1000
        // January has all days, so every month is counted from it.
        let january = CivilDate(year: date.year, month: 1, day: day)?.dayNumber ?? 0
        let months = BillingCycle(
            .monthly, anchor: Timestamp(unixMilliseconds: january * 86_400_000 + millisecond), day: day)
        guard let month else { return BillingCycle(interval, anchor: months.firstBoundary(after: now), day: day) }
        let years = BillingCycle(
            PriceInterval(unit: .year, count: 1), anchor: months.boundary(month - 1), day: day)
        return BillingCycle(interval, anchor: years.firstBoundary(after: now), day: day)
    }

    /// As it is told: what was not given is null.
    static func json(_ given: FormMap) -> JSONValue {
        let names = ["day_of_month", "hour", "minute", "month", "second"]
        return .object(JSONObject(names.map { ($0, .number(given[$0]?.text.flatMap { Int64($0) })) }))
    }
}
