/// A UUID as a value: 128 bits that compare and hash as one number. Random ones come from `Cryptography`.
package struct UniqueID: Hashable, Comparable, Sendable {
    // Two words and not one of 128 bits: unoptimised code of Swift 6.3 for x86-64 jumps to nowhere after an `async` call
    // that passes such a word on the stack.
    private let high: UInt64
    private let low: UInt64

    package init(bits: UInt128) {
        high = UInt64(truncatingIfNeeded: bits >> 64)
        low = UInt64(truncatingIfNeeded: bits)
    }

    /// Most significant first, as in the text.
    package var bits: UInt128 { UInt128(high) << 64 | UInt128(low) }

    package static func < (left: Self, right: Self) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

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
