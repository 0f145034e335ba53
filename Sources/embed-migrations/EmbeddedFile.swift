import FoundationEssentials

/// One migration as it goes into the source.
struct EmbeddedFile {
    let number: Int
    let name: String
    let sql: String

    init(name file: String, path: String, expected: Int) throws {
        guard file.wholeMatch(of: /[0-9]{4}_[a-z0-9]+(_[a-z0-9]+)*\.sql/) != nil, let number = Int(file.prefix(4))
        else {
            throw Refusal("\(file): a migration is called NNNN_words.sql")
        }
        guard number == expected else {
            throw Refusal("\(file): number \(number) comes where \(expected) should; numbers have no gaps or twins")
        }
        guard let sql = String(validating: try Data(contentsOf: URL(filePath: path)), as: UTF8.self) else {
            throw Refusal("\(file): not UTF-8")
        }
        guard !sql.contains("\0"), !sql.allSatisfy(\.isWhitespace) else { throw Refusal("\(file): no SQL in it") }
        self.number = number
        self.name = String(file.dropFirst(5).dropLast(4))
        self.sql = sql
    }

    static func source(of files: [EmbeddedFile]) -> String {
        let entries = files.map { "        (\($0.number), \"\($0.name)\", \(literal($0.sql))),\n" }
        return """
            enum EmbeddedMigrations {
                static let files: [(number: Int, name: String, sql: String)] = [
            \(entries.joined())    ]
            }

            """
    }

    /// A raw string with more number signs than any run of them in the text, so that nothing in it means anything. It
    /// stays on one line because a multi-line literal has its own opinion on indentation and line ends.
    static func literal(_ text: String) -> String {
        var run = 0
        var longest = 0
        for character in text.unicodeScalars {
            run = character == "#" ? run + 1 : 0
            longest = max(longest, run)
        }
        let signs = String(repeating: "#", count: longest + 1)
        let escaped = text.unicodeScalars.map { scalar in
            // A raw literal still must not contain a line end, so these become its escapes.
            scalar == "\n"
                ? "\\\(signs)n"
                : scalar.value < 32 || scalar.value == 127
                    ? "\\\(signs)u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return "\(signs)\"\(escaped.joined())\"\(signs)"
    }
}
