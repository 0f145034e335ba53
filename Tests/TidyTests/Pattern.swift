import Foundation

/// A regular expression and what to say where it matches.
struct Pattern {
    private let expression: NSRegularExpression
    private let advice: String

    init(_ expression: String, _ advice: String) throws {
        self.expression = try NSRegularExpression(pattern: expression, options: [.anchorsMatchLines])
        self.advice = advice
    }

    /// One finding for each match; `text` is the file's own or a masked copy with the same lines.
    func findings(in text: String, of path: String) -> [Finding] {
        let length = text.utf16.count
        let matches = expression.matches(in: text, range: NSRange(location: 0, length: length))
        if matches.isEmpty { return [] }
        let units = Array(text.utf16)
        var line = 1
        var counted = 0
        return matches.map { match in
            line += units[counted..<match.range.location].count { $0 == UInt16(UInt8(ascii: "\n")) }
            counted = match.range.location
            return Finding(path: path, line: line, message: advice)
        }
    }
}
