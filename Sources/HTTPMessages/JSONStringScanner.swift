/// Reads the inside of a JSON string, escapes undone.
enum JSONStringScanner {
    /// `position` stands behind the opening quote; afterwards behind the closing one, or at what is wrong.
    static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
    ) throws(JSONError.Reason) -> String {
        let start = position
        let isASCII = skipPlain(bytes, &position)
        guard position < bytes.count else { throw .unexpectedEnd }
        // Most strings have no escape: one copy.
        if bytes[position] == ASCII.quote {
            let plain = UnsafeBufferPointer(rebasing: bytes[start..<position])
            let text = isASCII ? String(decoding: plain, as: UTF8.self) : try validated(plain)
            position += 1
            return text
        }
        var decoded = Array(bytes[start..<position])
        while true {
            guard position < bytes.count else { throw .unexpectedEnd }
            switch bytes[position] {
            case ASCII.quote:
                let text = try decoded.withUnsafeBufferPointer { text throws(JSONError.Reason) in
                    try validated(text)
                }
                position += 1
                return text
            case ASCII.backslash:
                position += 1
                try appendEscape(bytes, &position, to: &decoded)
            case ..<ASCII.space:
                throw .controlCharacter
            default:
                let run = position
                skipPlain(bytes, &position)
                decoded.append(contentsOf: bytes[run..<position])
            }
        }
    }

    /// Whether all of what was skipped is ASCII.
    @discardableResult
    private static func skipPlain(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
        var seen: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == ASCII.quote || byte == ASCII.backslash || byte < ASCII.space { break }
            seen |= byte
            position += 1
        }
        return seen < 0x80
    }

    private static func validated(_ text: UnsafeBufferPointer<UInt8>) throws(JSONError.Reason) -> String {
        guard let text = String(validating: text, as: UTF8.self) else { throw .invalidUTF8 }
        return text
    }

    private static func appendEscape(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, to decoded: inout [UInt8]
    ) throws(JSONError.Reason) {
        guard position < bytes.count else { throw .unexpectedEnd }
        let letter = bytes[position]
        switch letter {
        case ASCII.quote, ASCII.backslash, ASCII.slash: decoded.append(letter)
        case 0x62: decoded.append(0x08)
        case 0x66: decoded.append(0x0c)
        case 0x6e: decoded.append(ASCII.lineFeed)
        case 0x72: decoded.append(ASCII.carriageReturn)
        case 0x74: decoded.append(ASCII.tab)
        case 0x75: return try appendScalar(bytes, &position, to: &decoded)
        default: throw .badEscape
        }
        position += 1
    }

    /// `position` stands at the `u` of `\u0041`, or of the first half of a surrogate pair.
    private static func appendScalar(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, to decoded: inout [UInt8]
    ) throws(JSONError.Reason) {
        let start = position
        var value = try hexQuad(bytes, &position)
        if value & 0xfc00 == 0xd800 {
            guard position + 1 < bytes.count, bytes[position] == ASCII.backslash, bytes[position + 1] == 0x75 else {
                position = start
                throw .loneSurrogate
            }
            position += 1
            let low = try hexQuad(bytes, &position)
            guard low & 0xfc00 == 0xdc00 else {
                position = start
                throw .loneSurrogate
            }
            value = 0x10000 + (value & 0x3ff) << 10 + (low & 0x3ff)
        }
        guard value != 0 else {
            position = start
            throw .nulCharacter
        }
        // What is left without a scalar is the second half of a pair that has no first.
        guard let scalar = Unicode.Scalar(value) else {
            position = start
            throw .loneSurrogate
        }
        decoded.append(contentsOf: UTF8.encode(scalar) ?? Unicode.UTF8.EncodedScalar())
    }

    /// The four digits after the `u` at `position`, which then stands behind them.
    private static func hexQuad(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
    ) throws(JSONError.Reason) -> UInt32 {
        var value: UInt32 = 0
        for offset in 1...4 {
            guard position + offset < bytes.count else { throw .unexpectedEnd }
            guard let digit = bytes[position + offset].hexValue else { throw .badEscape }
            value = value << 4 | UInt32(digit)
        }
        position += 5
        return value
    }
}

extension JSONError.Reason: Error {}
