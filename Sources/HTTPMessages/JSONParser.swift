/// Reads JSON (RFC 8259) strictly: no comments, no trailing commas, no member twice, no lone surrogates, no U+0000
/// (PostgreSQL cannot store it), nothing after the value. Work and memory are proportional to the input.
package struct JSONParser {
    /// Deeper nesting is refused; recursion is as deep as the nesting.
    package static let maximumDepth = 32

    private let bytes: UnsafeBufferPointer<UInt8>
    private let maximumDepth: Int
    private var position = 0

    package static func parse(
        _ bytes: [UInt8], maximumDepth: Int = Self.maximumDepth
    ) throws(JSONError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in
            var parser = JSONParser(bytes: bytes, maximumDepth: maximumDepth)
            return try parser.document()
        }
    }

    private mutating func document() throws(JSONError) -> JSONValue {
        skipWhitespace()
        let value = try value(depth: 0)
        skipWhitespace()
        guard position == bytes.count else { throw error(.trailingBytes) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        switch try peek() {
        case ASCII.quote:
            position += 1
            return .string(try string())
        case 0x7b: return .object(try object(depth: depth + 1))
        case 0x5b: return .array(try array(depth: depth + 1))
        case 0x74: return try literal("true", .bool(true))
        case 0x66: return try literal("false", .bool(false))
        case 0x6e: return try literal("null", .null)
        case 0x2d, 0x30...0x39: return .number(try number())
        default: throw error(.unexpectedByte)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= maximumDepth else { throw error(.tooDeep) }
        position += 1
        var members = JSONMembers()
        skipWhitespace()
        if take(0x7d) { return members.object }
        while true {
            let start = position
            guard take(ASCII.quote) else { throw unexpected() }
            let name = try string()
            skipWhitespace()
            guard take(ASCII.colon) else { throw unexpected() }
            skipWhitespace()
            let value = try value(depth: depth)
            guard members.append(name, value) else { throw JSONError(reason: .duplicateMember, offset: start) }
            skipWhitespace()
            if take(0x7d) { return members.object }
            guard take(ASCII.comma) else { throw unexpected() }
            skipWhitespace()
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= maximumDepth else { throw error(.tooDeep) }
        position += 1
        var elements: [JSONValue] = []
        skipWhitespace()
        if take(0x5d) { return elements }
        while true {
            elements.append(try value(depth: depth))
            skipWhitespace()
            if take(0x5d) { return elements }
            guard take(ASCII.comma) else { throw unexpected() }
            skipWhitespace()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount {
            guard take(text.utf8Start[index]) else { throw unexpected() }
        }
        return value
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = position
        _ = take(0x2d)
        if !take(ASCII.zero) { try digits() }
        if take(0x2e) { try digits() }
        if take(0x65) || take(0x45) {
            if !take(0x2b) { _ = take(0x2d) }
            try digits()
        }
        // `01` and `1.2.3` end here with the rest unread.
        if position < bytes.count, bytes[position].isDigit || bytes[position] == 0x2e { throw error(.badNumber) }
        return JSONNumber(checked: UnsafeBufferPointer(rebasing: bytes[start..<position]))
    }

    private mutating func digits() throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position].isDigit { position += 1 }
        if position == start { throw error(position < bytes.count ? .badNumber : .unexpectedEnd) }
    }

    /// The string whose opening quote was just taken.
    private mutating func string() throws(JSONError) -> String {
        do {
            return try JSONStringScanner.scan(bytes, &position)
        } catch {
            throw JSONError(reason: error, offset: position)
        }
    }
}

extension JSONParser {
    private init(bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    private func error(_ reason: JSONError.Reason) -> JSONError { JSONError(reason: reason, offset: position) }

    private func unexpected() -> JSONError { error(position < bytes.count ? .unexpectedByte : .unexpectedEnd) }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[position]
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case ASCII.space, ASCII.tab, ASCII.lineFeed, ASCII.carriageReturn: position += 1
            default: return
            }
        }
    }
}
