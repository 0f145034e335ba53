/// A file of this repository as the rules see it.
struct TextFile: Sendable {
    /// Relative to the top of the package, with forward slashes.
    let path: String
    let text: String
    /// A Swift source without its comments and the text of its strings.
    let code: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        code = path.hasSuffix(".swift") ? SwiftMasking.mask(text) : text
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }
    var folders: [Substring] { path.split(separator: "/").dropLast() }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    var isSwift: Bool { path.hasSuffix(".swift") }
}

/// One thing a rule has to say; it reads like a compiler's message.
struct Finding: Hashable, Sendable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}
