extension [UInt8] {
    /// Appends the text of a literal: one copy, no String.
    @inline(__always)
    mutating func append(literal: StaticString) {
        guard literal.hasPointerRepresentation else { return append(contentsOf: "\(literal)".utf8) }
        append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(text: String) {
        var text = text
        text.withUTF8 { append(contentsOf: $0) }
    }

    @inline(__always)
    mutating func append(hexDigit value: UInt8) {
        append(value < 10 ? ASCII.zero + value : 0x61 + value - 10)
    }

    /// Appends a number in base 10.
    mutating func append(decimal value: UInt64) {
        DecimalDigits(value).withUnsafeBytes { append(contentsOf: $0) }
    }

    /// Appends a number in base 16, as chunk sizes are written.
    mutating func append(hexadecimal value: Int) {
        var shift = 60
        while shift > 0, value >> shift == 0 { shift -= 4 }
        while shift >= 0 {
            append(hexDigit: UInt8(truncatingIfNeeded: (value >> shift) & 15))
            shift -= 4
        }
    }
}
