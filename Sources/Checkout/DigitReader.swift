/// Reads numbers of a fixed width and single separators from the front of a text.
struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// `nil`, and nothing consumed, unless the next `width` bytes are all digits.
    mutating func number(width: Int) -> Int64? {
        let digits = rest.prefix(width)
        guard digits.count == width else { return nil }
        var number: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        rest = rest.dropFirst(width)
        return number
    }

    mutating func skip(_ separator: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: separator) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
