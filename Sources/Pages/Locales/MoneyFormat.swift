package import Checkout

/// How a language writes amounts of money, by the rules of the Unicode CLDR: without ICU, which would be most of the binary.
///
/// One departure: an amount has as many decimals as its currency has, because that is what is charged, where the CLDR leaves
/// out those that nobody has coins for.
package struct MoneyFormat: Sendable {
    /// Where the symbol stands.
    enum Placement: Sendable {
        /// `$5.00`, and `CHF 5.00` for symbols that end in a letter.
        case before
        /// `5,00 €`.
        case after
    }

    let decimalMark: String
    let groupMark: String
    /// Spanish groups the digits of numbers from ten thousand up only.
    var leastGroupedDigits = 4
    let placement: Placement
    /// By lower-case code; others are written as their code.
    let symbols: [String: String]

    package func text(_ money: Money) -> String {
        let symbol = symbols[money.currency.code] ?? money.currency.code.uppercased()
        let sign = money.isNegative ? "-" : ""
        let amount = number(money)
        switch placement {
        case .before: return sign + symbol + (symbol.last?.isLetter == true ? "\u{A0}" : "") + amount
        case .after: return "\(sign)\(amount)\u{A0}\(symbol)"
        }
    }

    /// Without its sign.
    private func number(_ money: Money) -> String {
        let parts = money.decimalString.drop { $0 == "-" }.split(separator: ".")
        let whole = grouped(parts[0])
        return parts.count == 1 ? whole : whole + decimalMark + parts[1]
    }

    private func grouped(_ digits: Substring) -> String {
        guard digits.count >= leastGroupedDigits else { return String(digits) }
        var groups: [Substring] = []
        var rest = digits
        while rest.count > 3 {
            groups.append(rest.suffix(3))
            rest = rest.dropLast(3)
        }
        return ([rest] + groups.reversed()).joined(separator: groupMark)
    }
}
