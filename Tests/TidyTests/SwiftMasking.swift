/// Blanks out comments and the text of string literals, so that rules about code do not bite on words. Line breaks
/// stay where they are, and code inside `\(…)` stays readable.
struct SwiftMasking {
    private let bytes: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    static func mask(_ text: String) -> String {
        var masking = SwiftMasking(bytes: Array(text.utf8))
        masking.readCode(insideInterpolation: false)
        return String(decoding: masking.output, as: UTF8.self)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    private mutating func readCode(insideInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "/"):
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank(1) }
            case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "*"):
                blankBlockComment()
            case UInt8(ascii: "\""), UInt8(ascii: "#"):
                if let hashes = hashesBeforeQuote() { readString(hashes: hashes) } else { keep(1) }
            case UInt8(ascii: "("):
                depth += 1
                keep(1)
            case UInt8(ascii: ")"):
                if insideInterpolation && depth == 0 { return }
                depth -= 1
                keep(1)
            default:
                keep(1)
            }
        }
    }

    /// Block comments nest in Swift.
    private mutating func blankBlockComment() {
        var depth = 0
        repeat {
            if isAt("/*") {
                depth += 1
                blank(2)
            } else if isAt("*/") {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && position < bytes.count
    }

    /// How many `#` precede the quote of a string literal that begins here; nil when none does.
    private func hashesBeforeQuote() -> Int? {
        var hashes = 0
        while byte(after: hashes) == UInt8(ascii: "#") { hashes += 1 }
        return byte(after: hashes) == UInt8(ascii: "\"") ? hashes : nil
    }

    private mutating func readString(hashes: Int) {
        keep(hashes)
        let isMultiline = isAt("\"\"\"")
        let quote = isMultiline ? "\"\"\"" : "\""
        keep(quote.utf8.count)
        while position < bytes.count {
            if isAt(quote, hashesAfter: hashes) {
                keep(quote.utf8.count + hashes)
                return
            }
            if isAt("\\", hashesAfter: hashes) {
                if byte(after: 1 + hashes) == UInt8(ascii: "(") {
                    keep(2 + hashes)
                    readCode(insideInterpolation: true)
                    keep(1)
                } else {
                    blank(2 + hashes)
                }
            } else if !isMultiline && bytes[position] == UInt8(ascii: "\n") {
                return
            } else {
                blank(1)
            }
        }
    }

    private func byte(after offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func isAt(_ text: String, hashesAfter hashes: Int = 0) -> Bool {
        var offset = 0
        for expected in text.utf8 {
            guard byte(after: offset) == expected else { return false }
            offset += 1
        }
        for _ in 0..<hashes {
            guard byte(after: offset) == UInt8(ascii: "#") else { return false }
            offset += 1
        }
        return true
    }

    private mutating func keep(_ count: Int) {
        let end = min(position + count, bytes.count)
        output += bytes[position..<end]
        position = end
    }

    private mutating func blank(_ count: Int) {
        let end = min(position + count, bytes.count)
        for byte in bytes[position..<end] {
            output.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        position = end
    }
}
