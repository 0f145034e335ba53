/// Recognises card numbers, so that none gets in where none may be kept.
package enum CardNumber {
    /// Whether a text holds one: a number by itself, in groups or not, with a network's beginning and length and the right
    /// check digit. Digits that are part of a word are none, and neither are times, which begin with a 1.
    package static func occurs(in text: [UInt8]) -> Bool {
        var index = 0
        while index < text.count {
            let word = text[index...].prefix(while: isWordByte)
            guard !word.isEmpty else {
                index += 1
                continue
            }
            if word.allSatisfy(isDigit), let end = endOfCard(text, from: index), end > index { return true }
            index += word.count
        }
        return false
    }

    /// Groups of digits with one blank or hyphen between them; the longest number that they make.
    private static func endOfCard(_ text: [UInt8], from start: Int) -> Int? {
        var digits: [UInt8] = []
        var index = start
        while index < text.count {
            let group = text[index...].prefix(while: isWordByte)
            guard !group.isEmpty, group.allSatisfy(isDigit), digits.count + group.count <= 19 else { return nil }
            digits += group
            index += group.count
            if isCard(digits) { return index }
            guard index < text.count, text[index] == UInt8(ascii: " ") || text[index] == UInt8(ascii: "-") else {
                return nil
            }
            index += 1
        }
        return nil
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        guard (13...19).contains(digits.count) else { return false }
        let first = digits.prefix(4).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return networks.contains { $0.first.contains(first) && $0.lengths.contains(digits.count) }
            && hasValidCheckDigit(digits)
    }

    /// By the first four digits (ISO/IEC 7812-1, and what the networks publish).
    private static let networks: [(first: ClosedRange<Int>, lengths: Set<Int>)] = [
        (4000...4999, [13, 16, 19]), (5100...5599, [16]), (2221...2720, [16]), (3400...3499, [15]), (3700...3799, [15]),
        (6011...6011, [16, 19]), (6440...6599, [16, 19]), (3000...3059, [14, 16, 19]), (3600...3699, [14, 16, 19]),
        (3800...3999, [14, 16, 19]), (3528...3589, [16, 19]), (6200...6299, [16, 17, 18, 19]),
        (5000...5099, [13, 15, 16, 18, 19]), (5600...5899, [13, 15, 16, 18, 19]),
    ]

    /// Luhn's rule, ISO/IEC 7812-1 annex B.
    private static func hasValidCheckDigit(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = Int(digit - UInt8(ascii: "0")) << (place & 1)
            sum += value > 9 ? value - 9 : value
        }
        return sum.isMultiple(of: 10)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
