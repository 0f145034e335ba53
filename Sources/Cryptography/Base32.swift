/// Base 32 in Crockford's alphabet, lower case and unpadded: for codes that people read aloud and type.
///
/// The bits are grouped from the front as in RFC 4648. (A TypeID groups 128 bits from the back; `Checkout` has that.)
package enum Base32 {
    private static let symbols = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let notASymbol: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: notASymbol, count: 256)
        for (value, symbol) in symbols.enumerated() { values[Int(symbol)] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 8 + 4) / 5)
        var (pending, bitCount) = (UInt32(0), 0)
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                text.append(symbols[Int(pending >> UInt32(bitCount) & 0x1F)])
            }
        }
        if bitCount > 0 { text.append(symbols[Int(pending << UInt32(5 - bitCount) & 0x1F)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` for upper case, for the look-alikes i, l, o and u, and for left-over bits that are not zero: each byte
    /// string has exactly one text.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 5 / 8)
        var (pending, bitCount) = (UInt32(0), 0)
        for symbol in text.utf8 {
            let value = values[Int(symbol)]
            guard value != notASymbol else { return nil }
            pending = pending << 5 | UInt32(value)
            bitCount += 5
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bitCount)))
            }
        }
        guard bitCount < 5, pending & (1 << UInt32(bitCount) - 1) == 0 else { return nil }
        return bytes
    }
}
