/// Base 64 (RFC 4648, sections 4 and 5). Decoding is strict: one text for each byte string, so that a signature or a
/// token cannot be respelled.
package enum Base64 {
    package static func encode(
        _ bytes: [UInt8], alphabet: Base64Alphabet = .standard, padding: Bool = true
    ) -> String {
        let symbols = alphabet.symbols
        return String(unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output in
            var (read, written) = (0, 0)
            while read < bytes.count {
                let count = min(3, bytes.count - read)
                var group = UInt32(bytes[read]) << 16
                if count > 1 { group |= UInt32(bytes[read + 1]) << 8 }
                if count > 2 { group |= UInt32(bytes[read + 2]) }
                for symbol in 0...count {
                    output[written] = symbols[Int(group >> (18 - 6 * UInt32(symbol)) & 0x3F)]
                    written += 1
                }
                if padding {
                    for _ in count..<3 {
                        output[written] = UInt8(ascii: "=")
                        written += 1
                    }
                }
                read += count
            }
            return written
        }
    }

    /// `nil` for any character outside the alphabet (white space too), for padding that is not exactly what was asked
    /// for, and for left-over bits that are not zero.
    package static func decode(
        _ text: String, alphabet: Base64Alphabet = .standard, padding: Bool = true
    ) -> [UInt8]? {
        var symbols = Array(text.utf8)[...]
        if padding {
            guard symbols.count.isMultiple(of: 4) else { return nil }
            if symbols.last == UInt8(ascii: "=") { symbols.removeLast() }
            if symbols.last == UInt8(ascii: "=") { symbols.removeLast() }
            if symbols.count % 4 == 1 { return nil }
        }
        let values = alphabet.values
        var bytes: [UInt8] = []
        bytes.reserveCapacity(symbols.count * 3 / 4)
        var (pending, bitCount) = (UInt32(0), 0)
        for symbol in symbols {
            let value = values[Int(symbol)]
            guard value != Base64Alphabet.notASymbol else { return nil }
            pending = pending << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bitCount)))
            }
        }
        // Six bits left over would be a character that encodes no byte; fewer must be the encoder's zeros.
        guard bitCount < 6, pending & (1 << UInt32(bitCount) - 1) == 0 else { return nil }
        return bytes
    }
}
