/// A number as it was written: whole numbers as such, everything else as its text, so that nothing is rounded on the way
/// in. Whether `1e400` or `0.1` is acceptable is for whoever reads it.
package struct JSONNumber: Hashable, Sendable {
    private enum Storage: Hashable, Sendable {
        case integer(Int64)
        case text(String)
    }

    private let storage: Storage

    package init(_ value: some BinaryInteger) {
        storage = Int64(exactly: value).map(Storage.integer) ?? .text("\(value)")
    }

    /// `text` has passed the parser: it is a number of the JSON grammar.
    init(checked text: UnsafeBufferPointer<UInt8>) {
        storage = Self.plainInteger(text).map(Storage.integer) ?? .text(String(decoding: text, as: UTF8.self))
    }

    /// The number as it was written.
    package var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .text(let text): text
        }
    }

    /// The value when it is a whole number that fits, however it is spelled (`3`, `3.0`, `30e-1`); else nil.
    package var integer: Int64? {
        switch storage {
        case .integer(let value): value
        case .text(let text): Self.exactInteger(text)
        }
    }

    /// The nearest floating-point number; nil when it would be infinite.
    package var double: Double? {
        switch storage {
        case .integer(let value): Double(value)
        case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        }
    }

    /// Digits with or without a sign that fit; `-0` stays text, since an integer would lose its sign.
    private static func plainInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = text.first == 0x2d
        let digits = isNegative ? text.dropFirst() : text[...]
        guard digits.count <= 19, !(isNegative && digits.first == ASCII.zero) else { return nil }
        var magnitude: UInt64 = 0
        for digit in digits {
            guard digit.isDigit else { return nil }
            // Nineteen digits always fit an unsigned word.
            magnitude = magnitude * 10 + UInt64(digit - ASCII.zero)
        }
        return isNegative ? Int64(exactly: -Int128(magnitude)) : Int64(exactly: magnitude)
    }

    /// Works on the digits, because a floating-point number in between would round.
    private static func exactInteger(_ text: String) -> Int64? {
        let parts = text.utf8.split(maxSplits: 1) { $0 | 0x20 == 0x65 }
        guard let mantissa = parts.first else { return nil }
        let written = mantissa.drop { $0 == 0x2d }.split(separator: 0x2e, maxSplits: 1)
        let fraction = written.count > 1 ? Array(written[1]) : []
        var digits = (Array(written.first ?? "".utf8[...]) + fraction).drop { $0 == ASCII.zero }
        if digits.isEmpty { return 0 }
        guard
            let exponent = parts.count > 1 ? Int64(Substring(parts[1]).drop { $0 == "+" }) : 0,
            exponent.magnitude < 1_000_000
        else { return nil }
        var zeros = Int(exponent) - fraction.count
        while zeros < 0, digits.last == ASCII.zero {
            digits.removeLast()
            zeros += 1
        }
        // 19 digits are the most an Int64 has.
        guard zeros >= 0, digits.count + zeros <= 19 else { return nil }
        let sign = mantissa.first == 0x2d ? "-" : ""
        return Int64(sign + String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: zeros))
    }
}
