/// Eight bytes at a time: the two scans that touch every byte of every head.
extension Span<UInt8> {
    /// The offset of the first LF at or after `start`.
    func firstLineFeed(from start: Int) -> Int? {
        var index = start
        while index &+ 8 <= count {
            let marks = Word(at: index, of: self).marks(equalTo: ASCII.lineFeed)
            if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count {
            if self[index] == ASCII.lineFeed { return index }
            index &+= 1
        }
        return nil
    }

    /// The offset of the first byte of `start..<end` that a field value may not hold.
    func firstControlByte(from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end {
            if index &+ 8 <= end, !Word(at: index, of: self).mayHoldControlBytes {
                index &+= 8
                continue
            }
            let stop = Swift.min(index &+ 8, end)
            while index < stop {
                if !self[index].isFieldValueByte { return index }
                index &+= 1
            }
        }
        return nil
    }
}

/// Eight bytes in a register (the arithmetic is Mycroft's, from "Bit Twiddling Hacks").
private struct Word {
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
    var mayHoldControlBytes: Bool {
        let belowSpace = (value &- Self.lowBits &* UInt64(ASCII.space)) & ~value & Self.highBits
        return belowSpace | marks(equalTo: ASCII.delete) != 0
    }
}

extension Span<UInt8> {
    /// Whether `extent` holds `literal`, which is in lower case, letters compared without their case.
    @inline(__always)
    func matches(_ literal: StaticString, ignoringCaseAt extent: Extent) -> Bool {
        guard extent.count == literal.utf8CodeUnitCount else { return false }
        let start = Int(extent.start)
        return literal.withUTF8Buffer { expected in
            for index in 0..<expected.count where self[start &+ index].asciiLowercased != expected[index] {
                return false
            }
            return true
        }
    }

    /// Whether `extent` holds exactly `literal`.
    @inline(__always)
    func matches(_ literal: StaticString, at extent: Extent) -> Bool {
        guard extent.count == literal.utf8CodeUnitCount else { return false }
        let start = Int(extent.start)
        return literal.withUTF8Buffer { expected in
            for index in 0..<expected.count where self[start &+ index] != expected[index] { return false }
            return true
        }
    }

    /// `extent` without the spaces and tabs at either end.
    func trimmingBlanks(_ extent: Extent) -> Extent {
        var start = Int(extent.start)
        var end = Int(extent.end)
        while start < end, self[start].isBlank { start &+= 1 }
        while end > start, self[end &- 1].isBlank { end &-= 1 }
        return Extent(start, end)
    }

    func isToken(_ extent: Extent) -> Bool {
        guard !extent.isEmpty else { return false }
        for index in extent.range where !ByteSet.token.contains(self[index]) { return false }
        return true
    }

    /// Calls `body` with each comma-separated element of a field value, blanks around it removed; empty ones too.
    func forEachElement<Failure>(of list: Extent, _ body: (Extent) throws(Failure) -> Void) throws(Failure) {
        var start = Int(list.start)
        for index in list.range where self[index] == ASCII.comma {
            try body(trimmingBlanks(Extent(start, index)))
            start = index + 1
        }
        try body(trimmingBlanks(Extent(start, Int(list.end))))
    }
}
