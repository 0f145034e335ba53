/// The bytes HTTP/1.1 is framed with, by name.
enum ASCII {
    static let nul: UInt8 = 0x00
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let comma: UInt8 = 0x2c
    static let slash: UInt8 = 0x2f
    static let zero: UInt8 = 0x30
    static let colon: UInt8 = 0x3a
    static let semicolon: UInt8 = 0x3b
    static let equals: UInt8 = 0x3d
    static let questionMark: UInt8 = 0x3f
    static let backslash: UInt8 = 0x5c
    static let delete: UInt8 = 0x7f
}

extension UInt8 {
    /// ASCII letters in lower case, everything else as it is.
    @inline(__always)
    var asciiLowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    @inline(__always)
    var isBlank: Bool { self == ASCII.space || self == ASCII.tab }

    @inline(__always)
    var isDigit: Bool { self &- ASCII.zero < 10 }

    /// What this digit stands for in base 16, or nil when it is none.
    @inline(__always)
    var hexValue: UInt8? {
        let digit = self &- ASCII.zero
        if digit < 10 { return digit }
        let letter = asciiLowercased &- 0x61
        return letter < 6 ? letter + 10 : nil
    }

    /// Whether a field value may hold it: HTAB, everything that prints, and obs-text; no other control character.
    @inline(__always)
    var isFieldValueByte: Bool { (self >= ASCII.space || self == ASCII.tab) && self != ASCII.delete }
}

/// Whether two runs of bytes are the same name, letters compared without their case.
@inline(__always)
func equalIgnoringCase(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left[index] != right[index] {
        if left[index].asciiLowercased != right[index].asciiLowercased { return false }
    }
    return true
}
