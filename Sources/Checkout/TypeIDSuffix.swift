/// The 26 characters that spell a UUID in a TypeID: base 32 of the whole number, most significant first, in Crockford's
/// alphabet and lower case (https://github.com/jetify-com/typeid/tree/main/spec).
///
/// 26 characters are 130 bits. They are worked on as 8 + 60 + 60 bits (2, 12 and 12 characters), because shifting words
/// costs a fraction of shifting the whole number.
enum TypeIDSuffix {
    static let characterCount = 26

    private static let symbols = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let notASymbol: UInt8 = 0xFF
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: notASymbol, count: 256)
        for (value, symbol) in symbols.enumerated() { values[Int(symbol)] = UInt8(value) }
        return values
    }()

    /// Writes the characters to the start of `output`, which has room for them.
    static func write(_ bits: UInt128, to output: UnsafeMutableBufferPointer<UInt8>) {
        write(UInt64(truncatingIfNeeded: bits >> 120), to: output, in: 0..<2)
        write(UInt64(truncatingIfNeeded: bits >> 60), to: output, in: 2..<14)
        write(UInt64(truncatingIfNeeded: bits), to: output, in: 14..<26)
    }

    private static func write(_ word: UInt64, to output: UnsafeMutableBufferPointer<UInt8>, in positions: Range<Int>) {
        var word = word
        for position in positions.reversed() {
            output[position] = symbols[Int(word & 0x1F)]
            word >>= 5
        }
    }

    /// The id that follows the prefix; `nil` for anything else. Not generic over texts, because it is asked of every request
    /// and generic code is not specialised across modules.
    static func read(_ text: String, prefix: String) -> UniqueID? {
        var text = text
        var prefix = prefix
        return text.withUTF8 { text in
            prefix.withUTF8 { prefix in
                guard text.count == prefix.count + characterCount, text.starts(with: prefix) else { return nil }
                return read(UnsafeBufferPointer(rebasing: text[prefix.count...]))
            }
        }
    }

    /// `nil` unless these are 26 symbols of the alphabet whose number fits in 128 bits.
    static func read(_ text: UnsafeBufferPointer<UInt8>) -> UniqueID? {
        guard
            text.count == characterCount, let top = word(text, 0..<2), let middle = word(text, 2..<14),
            let bottom = word(text, 14..<26)
        else { return nil }
        // Two characters could say ten bits; a first character above 7 would need more than the eight there are.
        guard top <= 0xFF else { return nil }
        return UniqueID(bits: UInt128(top) << 120 | UInt128(middle) << 60 | UInt128(bottom))
    }

    private static func word(_ text: UnsafeBufferPointer<UInt8>, _ positions: Range<Int>) -> UInt64? {
        var word: UInt64 = 0
        for position in positions {
            let value = values[Int(text[position])]
            guard value != notASymbol else { return nil }
            word = word << 5 | UInt64(value)
        }
        return word
    }
}
