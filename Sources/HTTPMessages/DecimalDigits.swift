/// A number in base 10, without a String in between.
struct DecimalDigits {
    private var digits = InlineArray<20, UInt8>(repeating: ASCII.zero)
    private var start = 20

    init(_ magnitude: UInt64, isNegative: Bool = false) {
        var rest = magnitude
        repeat {
            start -= 1
            digits[start] = ASCII.zero + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        // Only the magnitude of an unsigned number has 20 digits, so that there is room for a sign.
        if isNegative {
            start -= 1
            digits[start] = UInt8(ascii: "-")
        }
    }

    @inline(__always)
    func withUnsafeBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        digits.span.bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }
}
