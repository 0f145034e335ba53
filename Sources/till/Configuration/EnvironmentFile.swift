/// The variables of a dotenv file: `NAME=value` lines, `export `, comments, single and double quotes.
struct EnvironmentFile: Equatable, Sendable {
    /// A variable and the line that set it.
    struct Entry: Equatable, Sendable {
        var name: String
        var value: String
        var line: Int
    }

    var entries: [Entry] = []
    /// One sentence for each line that makes no sense.
    var problems: [String] = []

    init(text: String, path: String) {
        let text = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        var lines: [String: Int] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let number = index + 1
            do throws(LineProblem) {
                guard let (name, value) = try Self.parse(line) else { continue }
                if let earlier = lines[name] {
                    throw LineProblem("\(name) was already set on line \(earlier): keep one of them")
                }
                lines[name] = number
                entries.append(Entry(name: name, value: value, line: number))
            } catch {
                problems.append("\(path), line \(number): \(error.sentence).")
            }
        }
    }

    /// What is wrong with a line. The line itself is not quoted: it may hold a secret.
    private struct LineProblem: Error {
        var sentence: String
        init(_ sentence: String) { self.sentence = sentence }
    }

    private static func parse(_ line: Substring) throws(LineProblem) -> (String, String)? {
        var rest = line.drop(while: \.isWhitespace)
        if rest.isEmpty || rest.first == "#" { return nil }
        let export = "export"
        if rest.hasPrefix(export), rest.dropFirst(export.count).first?.isWhitespace == true {
            rest = rest.dropFirst(export.count).drop(while: \.isWhitespace)
        }
        guard let equals = rest.firstIndex(of: "=") else {
            throw LineProblem("there is no “=”: write NAME=value, or begin the line with “#”")
        }
        let name = rest[..<equals]
        guard isName(name) else {
            throw LineProblem(
                "what stands before “=” is not a name: use letters, digits and “_”, with no space around “=”")
        }
        return (String(name), try value(rest[rest.index(after: equals)...]))
    }

    private static func isName(_ text: Substring) -> Bool {
        let letters = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        return letters && text.first?.isNumber == false
    }

    private static func value(_ raw: Substring) throws(LineProblem) -> String {
        let text = raw.drop(while: \.isWhitespace)
        if text.unicodeScalars.contains("\0") { throw LineProblem("it holds a NUL character: remove it") }
        switch text.first {
        case "'": return try quoted(text.dropFirst(), by: "'")
        case "\"": return try quoted(text.dropFirst(), by: "\"")
        default: break
        }
        var value = ""
        for character in text {
            // A “#” inside a word belongs to it (a password, a colour); after a space it begins a comment.
            if character == "#", value.isEmpty || value.last?.isWhitespace == true { break }
            value.append(character)
        }
        while value.last?.isWhitespace == true { value.removeLast() }
        return value
    }

    private static func quoted(_ text: Substring, by quote: Character) throws(LineProblem) -> String {
        var value = ""
        var rest = text
        while let character = rest.popFirst() {
            if character == quote {
                let after = rest.drop(while: \.isWhitespace)
                guard after.isEmpty || after.first == "#" else {
                    throw LineProblem("something follows the closing quote: quote the whole value")
                }
                return value
            }
            guard quote == "\"", character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": value.append("\n")
            case "t": value.append("\t")
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            case "$": value.append("$")
            default:
                throw LineProblem("a backslash in double quotes goes before n, t, $, \" or \\ only: use single quotes")
            }
        }
        throw LineProblem("the quote \(quote) is never closed: values end on their line")
    }
}
