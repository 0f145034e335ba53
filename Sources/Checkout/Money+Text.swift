extension Money {
    /// The amount in major units with all of the currency's decimals and a point: `12.30`, `-0.05`, `1200` (jpy).
    package var decimalString: String {
        // `magnitude`, since the least Int64 has no positive counterpart.
        let digits = String(minorUnits.magnitude)
        let sign = isNegative ? "-" : ""
        guard currency.exponent > 0 else { return sign + digits }
        let padding = String(repeating: "0", count: max(0, currency.exponent + 1 - digits.count))
        let padded = padding + digits
        return "\(sign)\(padded.dropLast(currency.exponent)).\(padded.suffix(currency.exponent))"
    }
}

extension Money: CustomStringConvertible {
    /// For logs and tests: `12.30 usd`.
    package var description: String { "\(decimalString) \(currency)" }
}
