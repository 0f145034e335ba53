package import Checkout

/// How a language writes a day in full. Days are UTC's: where the buyer is, nobody has said.
package struct DateFormat: Sendable {
    let months: [String]
    let day: @Sendable (_ day: Int64, _ month: String, _ year: Int64) -> String

    /// Months separated by blanks.
    init(months: String, _ day: @escaping @Sendable (_ day: Int64, _ month: String, _ year: Int64) -> String) {
        self.months = months.split(separator: " ").map(String.init)
        self.day = day
    }

    package func text(_ time: Timestamp) -> String {
        let date = CivilDate(dayNumber: (time - Timestamp(unixSeconds: 0)).days)
        return day(date.day, months[Int(date.month) - 1], date.year)
    }
}

extension Duration {
    /// Whole ones, rounded down.
    fileprivate var days: Int64 {
        let seconds = components.seconds
        return seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
    }
}
