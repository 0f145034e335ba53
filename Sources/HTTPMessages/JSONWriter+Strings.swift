extension JSONWriter {
    /// Copies runs that need no escape in one piece; most strings are one run.
    mutating func appendEscaped(_ value: String) {
        var value = value
        value.withUTF8 { text in
            let span = Span(_unsafeElements: text)
            var clean = 0
            while let index = span.firstByteToEscape(from: clean) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[clean..<index]))
                appendEscape(text[index])
                clean = index + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[clean...]))
        }
    }

    private mutating func appendEscape(_ byte: UInt8) {
        switch byte {
        case ASCII.quote: bytes.append(literal: #"\""#)
        case ASCII.backslash: bytes.append(literal: #"\\"#)
        case ASCII.lineFeed: bytes.append(literal: #"\n"#)
        case ASCII.carriageReturn: bytes.append(literal: #"\r"#)
        case ASCII.tab: bytes.append(literal: #"\t"#)
        default:
            bytes.append(literal: #"\u00"#)
            bytes.append(hexDigit: byte >> 4)
            bytes.append(hexDigit: byte & 15)
        }
    }
}
