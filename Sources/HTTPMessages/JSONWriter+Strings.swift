extension JSONWriter {
    /// Most strings need no escape and are one copy.
    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { text in
            if let first = Span(_unsafeElements: text).firstByteToEscape(from: 0) {
                writeEscaping(text, from: first)
            } else {
                write(UnsafeRawBufferPointer(text), .quotes)
            }
        }
    }

    /// `first` is the offset of the first byte to escape; runs between such bytes are copied in one piece.
    private mutating func writeEscaping(_ text: UnsafeBufferPointer<UInt8>, from first: Int) {
        let span = Span(_unsafeElements: text)
        var clean = 0
        var next: Int? = first
        write(literal: "\"")
        while let index = next {
            put(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[clean..<index]))
            putEscape(of: text[index])
            clean = index + 1
            next = span.firstByteToEscape(from: clean)
        }
        put(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(text)[clean...]))
        put(ASCII.quote)
    }

    private mutating func putEscape(of byte: UInt8) {
        put(ASCII.backslash)
        switch byte {
        case ASCII.quote, ASCII.backslash: put(byte)
        case ASCII.lineFeed: put(UInt8(ascii: "n"))
        case ASCII.carriageReturn: put(UInt8(ascii: "r"))
        case ASCII.tab: put(UInt8(ascii: "t"))
        default:
            for digit in [UInt8(ascii: "u"), ASCII.zero, ASCII.zero, ASCII.zero + (byte >> 4)] { put(digit) }
            put(byte & 15 < 10 ? ASCII.zero + (byte & 15) : UInt8(ascii: "a") + (byte & 15) - 10)
        }
    }
}
