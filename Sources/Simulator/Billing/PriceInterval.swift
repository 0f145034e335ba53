/// How often a recurring price is paid.
struct PriceInterval: Hashable, Sendable {
    /// A length of the calendar.
    enum Unit: String, CaseIterable, Sendable {
        case day, week, month, year

        /// Stripe bills at least every three years.
        var maximumCount: Int64 {
            switch self {
            case .day: 1095
            case .week: 156
            case .month: 36
            case .year: 3
            }
        }
    }

    let unit: Unit
    let count: Int64

    static let monthly = PriceInterval(unit: .month, count: 1)
}
