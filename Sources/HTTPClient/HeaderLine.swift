import HTTPMessages

/// Reads the lines of an answer's head as libcurl delivers them: one at a time, with their line ends.
enum HeaderLine {
    /// The code of a status line, or nil for any other line.
    static func status(_ line: UnsafeRawBufferPointer) -> Int? {
        guard line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let digits = line[(space + 1)...].prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    static func isEmpty(_ line: UnsafeRawBufferPointer) -> Bool { line.allSatisfy(isWhiteSpace) }

    /// Name and value, or nil for a line that is no field.
    static func field(_ line: UnsafeRawBufferPointer) -> (HTTPFieldName, String)? {
        guard
            let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPFieldName(String(decoding: line[..<colon], as: UTF8.self))
        else { return nil }
        var value = line[(colon + 1)...]
        while let first = value.first, isWhiteSpace(first) { value.removeFirst() }
        while let last = value.last, isWhiteSpace(last) { value.removeLast() }
        return (name, String(decoding: value, as: UTF8.self))
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0D || byte == 0x0A
    }
}
