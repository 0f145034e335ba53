/// A piece of HTML. Text put into one by interpolation is escaped, HTML is not: what somebody wrote stays what they wrote,
/// wherever on a page it stands.
///
///     let row: HTML = "<dt>\(label)</dt><dd title=\"\(note)\">\(amount)</dd>"
package struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
    package private(set) var text: String

    package init(stringLiteral text: String) { self.text = text }

    package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// For what is HTML already, such as a file of ours.
    package init(trusted text: String) { self.text = text }

    package static func += (html: inout HTML, more: HTML) { html.text += more.text }

    /// Builds an `HTML` literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        package mutating func appendInterpolation(_ value: String) { text += value.escapedForHTML }

        package mutating func appendInterpolation(_ value: Int) { text += String(value) }

        package mutating func appendInterpolation(_ html: HTML) { text += html.text }

        /// One after another.
        package mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { text += piece.text } }

        /// Nothing for what is not there.
        package mutating func appendInterpolation(_ html: HTML?) { if let html { text += html.text } }
    }
}

extension String {
    /// Safe between tags and in an attribute's quotes.
    fileprivate var escapedForHTML: String {
        guard utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return self }
        var escaped = ""
        escaped.reserveCapacity(utf8.count + 16)
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
