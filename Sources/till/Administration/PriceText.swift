import Checkout

/// A price as it is written on a command line: `19.00usd`, `19.00usd/month`, `49.00eur/3-months`, `0.00usd`.
///
/// All decimals of the currency have to be there, so that nobody sells for 19 cents what costs 19 dollars.
struct PriceText: Equatable, Sendable {
    var amount: Money
    var period: BillingPeriod?

    static let form = "AMOUNTCURRENCY[/PERIOD]"

    init(_ text: String) throws(Expectation) {
        let parts = text.lowercased().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        amount = try Self.amount(String(parts[0]))
        period = parts.count == 2 ? try Self.period(String(parts[1])) : nil
        if amount.isZero, period != nil {
            throw Expectation(advice: "a price of nothing has no period: give 0 and the currency alone")
        }
    }

    var billing: Price.Billing {
        if let period { return .recurring(period) }
        return amount.isZero ? .free : .oneTime
    }

    private static func amount(_ text: String) throws(Expectation) -> Money {
        let code = String(text.suffix(3))
        guard let currency = Currency(code) else {
            throw Expectation(advice: "“\(code)” is no currency; give an amount and its code, like 19.00usd")
        }
        let digits = text.dropLast(3)
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        let decimals = parts.count == 2 ? parts[1].count : 0
        guard isNumber, parts.count <= 2, decimals == currency.exponent,
            let units = Int64(parts.joined()), CheckoutLimits.amountMinorUnits.contains(units)
        else {
            let example = Money(
                minorUnits: currency.exponent == 0 ? 1900 : 19 * power(currency.exponent), currency: currency)
            throw Expectation(
                advice:
                    "write the amount with the currency's \(currency.exponent) decimals, like \(example.decimalString)\(code)"
            )
        }
        return Money(minorUnits: units, currency: currency)
    }

    private static func power(_ exponent: Int) -> Int64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    private static func period(_ text: String) throws(Expectation) -> BillingPeriod {
        let words = text.split(separator: "-", omittingEmptySubsequences: false)
        let count = words.count == 2 ? Int(words[0]) : words.count == 1 ? 1 : nil
        let unit = words.last.map { $0.last == "s" ? $0.dropLast() : $0 } ?? ""
        guard let count, let interval = BillingInterval(rawValue: String(unit)),
            let period = BillingPeriod(interval: interval, count: count)
        else {
            throw Expectation(
                advice: "“\(text)” is no period of at most a year; give day, week, month, year, or like 3-months")
        }
        return period
    }
}

extension Price {
    /// For people: `19.00 usd / month`.
    var summary: String {
        switch billing {
        case .free: "free (\(unitAmount.currency))"
        case .oneTime: "\(unitAmount)"
        case .recurring(let period):
            "\(unitAmount) / \(period.count == 1 ? "" : "\(period.count) ")\(period.interval.rawValue)\(period.count == 1 ? "" : "s")"
                + (trialDays > 0 ? ", \(trialDays) days free" : "")
        }
    }
}
