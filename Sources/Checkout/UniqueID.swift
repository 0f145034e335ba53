/// A UUID as a value: 128 bits that compare and hash as one number. Random ones come from `Cryptography`.
package struct UniqueID: Hashable, Comparable, Sendable {
    /// Most significant first, as in the text.
    package let bits: UInt128

    package init(bits: UInt128) { self.bits = bits }

    package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }

    /// The version nibble: 4 is random, 7 starts with a time.
    package var version: Int { Int(bits >> 76 & 0xF) }

    /// When a version 7 id was made; `nil` for the others.
    package var createdAt: Timestamp? {
        version == 7 ? Timestamp(unixMilliseconds: Int64(bits >> 80)) : nil
    }
}

extension UniqueID {
    /// `nil` unless there are exactly 16 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(bits: bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) })
    }

    /// Most significant first, which is what PostgreSQL's binary format wants.
    package var bytes: [UInt8] { withUnsafeBytes(of: bits.bigEndian) { Array($0) } }
}

extension UniqueID: LosslessStringConvertible {
    /// Reads the usual 8-4-4-4-12 form, in either case, and nothing else.
    package init?(_ text: String) {
        var bits = UInt128(0)
        var position = 0
        for byte in text.utf8 {
            switch position {
            case 8, 13, 18, 23:
                guard byte == UInt8(ascii: "-") else { return nil }
            default:
                guard position < 36, let digit = Self.value(ofHexDigit: byte) else { return nil }
                bits = bits << 4 | UInt128(digit)
            }
            position += 1
        }
        guard position == 36 else { return nil }
        self.init(bits: bits)
    }

    /// The 8-4-4-4-12 form in lower case.
    package var description: String {
        String(unsafeUninitializedCapacity: 36) { output in
            var shift = 124
            for position in 0..<36 {
                switch position {
                case 8, 13, 18, 23:
                    output[position] = UInt8(ascii: "-")
                default:
                    let digit = UInt8(truncatingIfNeeded: bits >> UInt128(shift)) & 0xF
                    output[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                    shift -= 4
                }
            }
            return 36
        }
    }

    private static func value(ofHexDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
