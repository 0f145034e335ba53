/// Where a merchant wants the buyer sent afterwards: an absolute web address in which `{CHECKOUT_SESSION_ID}` stands for
/// the session's id.
package struct RedirectTemplate: Hashable, Sendable, CustomStringConvertible {
    package static let placeholder = "{CHECKOUT_SESSION_ID}"

    package let text: String

    package var description: String { text }

    /// Strict, because the text ends up in a `Location` header and in a page's links: printable ASCII only, nothing a
    /// browser would read differently, no name or password in front of the host.
    package init(_ text: String, param: String, livemode: Bool) throws(OrderProblem) {
        guard text.unicodeScalars.count <= CheckoutLimits.urlCharacterCount else {
            throw OrderProblem(param, .tooLong(maximumCharacterCount: CheckoutLimits.urlCharacterCount))
        }
        guard Self.isWebAddress(text, livemode: livemode) else { throw OrderProblem(param, .malformed) }
        self.text = text
    }

    /// As it was stored, after it had been checked.
    package init(stored text: String) { self.text = text }

    package func url(for session: CheckoutSessionID) -> String {
        Self.replacingPlaceholder(in: text, with: session.description)
    }

    /// In live mode the address has to be encrypted, or the same machine's.
    private static func isWebAddress(_ text: String, livemode: Bool) -> Bool {
        let plain = replacingPlaceholder(in: text, with: "")
        guard plain.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !forbidden.contains($0) }) else { return false }
        let lowercased = plain.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lowercased.hasPrefix) else { return false }
        let authority = plain.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        let host = authority.prefix { $0 != ":" }
        guard !host.isEmpty, !authority.contains("@") else { return false }
        // A placeholder among the host's letters would send buyers who knows where.
        guard text.dropFirst(scheme.count).hasPrefix(authority) else { return false }
        return scheme == "https://" || !livemode || loopbacks.contains(host.lowercased())
    }

    private static let forbidden = Set(#""<>\^`{|}"#.utf8)
    private static let loopbacks: Set<String> = ["localhost", "127.0.0.1"]

    /// On the bytes: this is done with every change of a session.
    private static func replacingPlaceholder(in text: String, with replacement: String) -> String {
        var (text, replacement) = (text, replacement)
        return text.withUTF8 { text in
            guard let first = text.firstIndex(of: brace) else { return String(decoding: text, as: UTF8.self) }
            return replacement.withUTF8 { replacement in
                var result: [UInt8] = []
                result.reserveCapacity(text.count + replacement.count)
                result += text[..<first]
                var index = first
                while index < text.count {
                    if text[index] == brace, text[index...].starts(with: mark) {
                        result += replacement
                        index += mark.count
                    } else {
                        result.append(text[index])
                        index += 1
                    }
                }
                return String(decoding: result, as: UTF8.self)
            }
        }
    }

    private static let brace = UInt8(ascii: "{")
    private static let mark = Array(placeholder.utf8)
}
