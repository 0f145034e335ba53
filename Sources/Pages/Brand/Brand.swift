import Cryptography
import HTTPMessages

/// How a merchant appears on pages.
package struct Brand: Hashable, Sendable {
    package var name: String
    package var logo: LogoURL?
    package var accent: AccentColor?

    package init(name: String, logo: LogoURL? = nil, accent: AccentColor? = nil) {
        self.name = name
        self.logo = logo
        self.accent = accent
    }

    /// What stands where there is no logo.
    var initial: String { name.first.map { String($0).uppercased() } ?? "·" }

    /// What stands in the browser's tab, as an address that holds it all: the initial, on the merchant's colour.
    var icon: String {
        let accent = accent ?? .standard
        let drawing: HTML = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" \
            fill="\(accent.text)"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" \
            font-size="18" font-weight="700" fill="\(accent.onFill.text)">\(initial)</text></svg>
            """
        return "data:image/svg+xml;base64," + Base64.encode(Array(drawing.text.utf8))
    }
}

/// Where a merchant's logo is: an encrypted address, whose origin pages may then load images from.
package struct LogoURL: Hashable, Sendable {
    package let text: String
    /// What a policy names.
    let origin: String

    /// Printable ASCII only and nothing that could end an attribute or a directive: it stands in both. Plain HTTP only from
    /// this machine, for trying things out.
    package init?(_ text: String) {
        let loopbacks = ["http://localhost", "http://127.0.0.1"]
        guard
            text.utf8.count <= 500,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.forbidden.contains($0) }),
            let separator = text.firstRange(of: "://")
        else { return nil }
        let authority = text[separator.upperBound...].prefix { !"/?#".contains($0) }
        let origin = "\(text[..<separator.upperBound])\(authority)".lowercased()
        let isSafe = origin.hasPrefix("https://") || loopbacks.contains { origin == $0 || origin.hasPrefix($0 + ":") }
        guard isSafe, !authority.isEmpty, !authority.contains("@") else { return nil }
        self.text = text
        self.origin = origin
    }

    private static let forbidden = Set(#""'<>\^`{|}*;,"#.utf8)
}
