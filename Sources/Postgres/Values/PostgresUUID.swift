/// The 128 bits of a `uuid`, most significant first, as they sort in the database.
package struct PostgresUUID: Hashable, Comparable, Sendable, PostgresArrayElement, CustomStringConvertible {
    // Two words and not one of 128 bits: unoptimised code of Swift 6.3 for x86-64 jumps to nowhere after an `async` call
    // that passes such a word on the stack.
    private let high: UInt64
    private let low: UInt64

    package init(bits: UInt128) {
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// Reads the canonical text: 8-4-4-4-12 hexadecimal digits of either case.
    package init?(_ text: String) {
        var bits: UInt128 = 0
        var position = 0
        for byte in text.utf8 {
            switch position {
            case 8, 13, 18, 23:
                guard byte == UInt8(ascii: "-") else { return nil }
            case 36...:
                return nil
            default:
                guard let digit = Self.digit(byte) else { return nil }
                bits = bits << 4 | UInt128(digit)
            }
            position += 1
        }
        guard position == 36 else { return nil }
        self.init(bits: bits)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    package static var postgresType: PostgresType { .uuid }
    package static var postgresArrayType: PostgresType { .uuidArray }
    package static func accepts(_ type: PostgresType) -> Bool { type == .uuid }
    package func encode(into writer: inout BinaryWriter) { writer.write(bits) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        self.init(bits: try BinaryReader.number(bytes))
    }

    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for nibble in 0..<32 {
            if [8, 12, 16, 20].contains(nibble) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(truncatingIfNeeded: bits >> UInt128(124 - 4 * nibble)) & 15])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
