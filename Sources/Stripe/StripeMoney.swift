package import Checkout

/// Amounts as Stripe counts them: minor units, but not always ISO 4217's
/// (https://docs.stripe.com/currencies#special-cases).
package enum StripeMoney {
    /// How many decimals Stripe's amounts have where ISO's have others.
    private static let exponents = ["isk": 2, "ugx": 2, "mga": 0]

    /// Nil when Stripe cannot take the amount: a fraction of an ariary, or the third decimal of a dinar.
    package static func amount(of money: Money) -> Int64? {
        let code = money.currency.code
        // Three decimals are sent, but the last has to be zero.
        if money.currency.exponent == 3 { return money.minorUnits.isMultiple(of: 10) ? money.minorUnits : nil }
        guard let exponent = exponents[code] else { return money.minorUnits }
        if exponent > money.currency.exponent {
            let (scaled, overflow) = money.minorUnits.multipliedReportingOverflow(by: 100)
            return overflow ? nil : scaled
        }
        return money.minorUnits.isMultiple(of: 100) ? money.minorUnits / 100 : nil
    }

    /// The most that Stripe can take of an amount that may be less, as a fee of ours may. Nil when it is too great.
    package static func amount(roundingDown money: Money) -> Int64? {
        let code = money.currency.code
        let step: Int64 =
            if money.currency.exponent == 3 {
                10
            } else if let exponent = exponents[code], exponent < money.currency.exponent {
                100
            } else {
                1
            }
        return amount(
            of: Money(minorUnits: money.minorUnits - money.minorUnits % step, currency: money.currency))
    }

    /// Nil for a currency we do not know, and for an amount that has no whole minor units of ours.
    package static func money(amount: Int64, currency: String) -> Money? {
        guard let currency = Currency(currency.lowercased()) else { return nil }
        guard let exponent = exponents[currency.code] else { return Money(minorUnits: amount, currency: currency) }
        if exponent > currency.exponent {
            return amount.isMultiple(of: 100) ? Money(minorUnits: amount / 100, currency: currency) : nil
        }
        let (scaled, overflow) = amount.multipliedReportingOverflow(by: 100)
        return overflow ? nil : Money(minorUnits: scaled, currency: currency)
    }
}
