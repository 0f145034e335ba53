import Checkout
import CheckoutFlow
import CheckoutStore

/// What somebody typed to find a purchase, taken for what it looks like.
enum DashboardQuery: Hashable, Sendable {
    case session(CheckoutSessionID)
    case subscription(SubscriptionID)
    case review(ReviewID)
    /// A provider's payment intent.
    case intent(String)
    /// A provider's event.
    case event(String)
    case search(SessionSearch, as: String)
    /// The merchant's own id of a customer, or else the beginning of an e-mail.
    case words(String)

    /// Longer than anything that is searched by.
    static let characterCount = 500

    /// Nil for nothing at all.
    init?(_ text: String) {
        let text = text.trimmingBlanks
        guard !text.isEmpty else { return nil }
        // A client secret names its session, and is pasted as readily.
        if let id = CheckoutSessionID(text) ?? ServiceKeys.sessionID(inClientSecret: text) {
            self = .session(id)
        } else if let id = SubscriptionID(text) {
            self = .subscription(id)
        } else if let id = ReviewID(text) {
            self = .review(id)
        } else if text.hasPrefix("pi_") || text.hasPrefix("seti_") {
            // As well with a secret behind it.
            self = .intent(text.firstRange(of: "_secret_").map { String(text[..<$0.lowerBound]) } ?? text)
        } else if text.hasPrefix("evt_") || text.hasPrefix(ProviderEventKind.prefix) {
            self = .event(text)
        } else if text.contains("@") {
            self = .search(.email(text), as: "e-mail")
        } else if let pair = Self.pair(text) {
            self = .search(.metadata(key: pair.0, value: pair.1), as: "metadata")
        } else {
            self = .words(text)
        }
    }

    private static func pair(_ text: String) -> (String, String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let (key, value) = (
            String(text[..<equals]).trimmingBlanks, String(text[text.index(after: equals)...]).trimmingBlanks
        )
        return key.isEmpty || value.isEmpty ? nil : (key, value)
    }
}

extension String {
    /// Without the blanks that are pasted along. PostgreSQL cannot take a NUL, and nobody means one.
    var trimmingBlanks: String {
        let rest = unicodeScalars.filter { $0 != "\0" }.drop { $0.properties.isWhitespace }
        guard let last = rest.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(String.UnicodeScalarView(rest[...last]))
    }
}
