/// Scripts of `Assets` as the one text that goes out: modules that need one another are joined, and what only people who read
/// the files need stays behind.
///
/// This is no parser, and the files keep to what it can tell line by line: a comment has its lines for itself, `export` begins
/// a declaration's line, a template literal ends where it began, and names are told apart across the files of a text.
struct ScriptText: Sendable {
    private(set) var text = ""

    /// A module whose exports become plain declarations, for whatever comes after it.
    mutating func append(module file: [UInt8]) { append(file) { $0.hasPrefix("export ") ? $0.dropFirst(7) : $0 } }

    /// What is to stay as it is, but for comments and indentation.
    mutating func append(_ file: [UInt8]) { append(file) { $0 } }

    private mutating func append(_ file: [UInt8], _ edit: (Substring) -> Substring) {
        var isInComment = false
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n") {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("/*") { isInComment = true }
            defer { if line.hasSuffix("*/") { isInComment = false } }
            guard !isInComment, !line.isEmpty, !line.hasPrefix("//") else { continue }
            text += edit(line) + "\n"
        }
    }
}
