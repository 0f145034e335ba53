/// Eight bytes in a register (the arithmetic is Mycroft's, from "Bit Twiddling Hacks").
struct Word {
    private let value: UInt64

    private static var lowBits: UInt64 { 0x0101_0101_0101_0101 }
    private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    @inline(__always)
    init(at offset: Int, of span: Span<UInt8>) {
        value = UInt64(littleEndian: span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Bit 7 of the first byte that equals `byte` is the lowest bit set; zero when none does.
    @inline(__always)
    func marks(equalTo byte: UInt8) -> UInt64 {
        let difference = value ^ (Self.lowBits &* UInt64(byte))
        return (difference &- Self.lowBits) & ~difference & Self.highBits
    }

    /// Whether a byte is below SP (a tab is, too) or DEL.
    @inline(__always)
    var mayHoldControlBytes: Bool { marksBelowSpace | marks(equalTo: ASCII.delete) != 0 }

    @inline(__always)
    var mayNeedEscape: Bool {
        marksBelowSpace | marks(equalTo: ASCII.quote) | marks(equalTo: ASCII.backslash) != 0
    }

    @inline(__always)
    private var marksBelowSpace: UInt64 {
        (value &- Self.lowBits &* UInt64(ASCII.space)) & ~value & Self.highBits
    }
}
