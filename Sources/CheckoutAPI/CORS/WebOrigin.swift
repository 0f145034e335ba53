/// The origin of a page as a browser tells it: scheme, host and port, or `null` for a page that has none.
package struct WebOrigin: Hashable, Sendable {
    package let text: String

    /// Nil for anything that is no origin; it is echoed, so nothing else may be in it.
    init?(header text: String) {
        guard text == "null" || Self.isWellFormed(text) else { return nil }
        self.text = text
    }

    /// The origin of a URL: without the port that is its scheme's own, as browsers have it.
    package init?(ofURL url: String) {
        guard let separator = url.firstRange(of: "://") else { return nil }
        let scheme = url[..<separator.lowerBound].lowercased()
        var authority = url[separator.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let standard = scheme == "https" ? ":443" : ":80"
        if authority.hasSuffix(standard) { authority.removeLast(standard.count) }
        self.init(header: "\(scheme)://\(authority.lowercased())")
    }

    /// Whether an entry of a merchant's list stands for it; operators write them by hand.
    func isMeant(by entry: String) -> Bool {
        if entry == "*" { return true }
        guard text != "null" else { return false }
        let entry = entry.hasSuffix("/") ? entry.dropLast() : entry[...]
        return entry.lowercased() == text.lowercased()
    }

    private static func isWellFormed(_ text: String) -> Bool {
        guard text.utf8.count <= 300, let separator = text.firstRange(of: "://") else { return false }
        let (scheme, authority) = (text[..<separator.lowerBound].utf8, text[separator.upperBound...].utf8)
        let isName: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let marks = Array(":[]_".utf8)
        return !scheme.isEmpty && scheme.allSatisfy { isName($0) || $0 == UInt8(ascii: "+") }
            && !authority.isEmpty && authority.allSatisfy { isName($0) || marks.contains($0) }
    }
}
