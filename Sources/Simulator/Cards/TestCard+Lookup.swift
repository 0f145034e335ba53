extension TestCard {
    /// The card of a `pm_card_…` or `tok_…` name.
    static func named(_ name: String) -> TestCard? {
        for prefix in ["pm_card_", "tok_"] where name.hasPrefix(prefix) {
            return byName[String(name.dropFirst(prefix.count))]
        }
        return nil
    }

    /// The card of a number as it was typed, or why there is none.
    static func numbered(_ text: String) throws(CardDecline) -> TestCard {
        let number = text.filter { $0 != " " && $0 != "-" }
        guard (12...19).contains(number.utf8.count), hasValidCheckDigit(number) else { throw .incorrectNumber }
        guard let card = byNumber[number] else { throw .notATestCard }
        return card
    }

    /// ISO/IEC 7812's check digit (Luhn).
    static func hasValidCheckDigit(_ number: String) -> Bool {
        var sum = 0
        for (place, digit) in number.utf8.reversed().enumerated() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return false }
            let value = Int(digit - UInt8(ascii: "0")) << (place & 1)
            sum += value > 9 ? value - 9 : value
        }
        return sum.isMultiple(of: 10)
    }

    private static let byNumber = Dictionary(published.map { ($0.number, $0) }) { first, _ in first }
    private static let byName = Dictionary(published.flatMap { card in card.names.map { ($0, card) } }) { first, _ in
        first
    }
}
