/// The idempotency key under which the provider is asked for one thing, derived from what is asked: whoever repeats the
/// request, after whatever crash, repeats the key.
package struct ProviderKey: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    package static func intent(of session: CheckoutSessionID) -> Self { Self(text: "till-\(session)-intent") }

    /// One for each attempt: a declined one could not be tried again under the same key with another card.
    package static func attempt(_ number: Int, of session: CheckoutSessionID) -> Self {
        Self(text: "till-\(session)-attempt-\(number)")
    }

    package static func refund(of session: CheckoutSessionID) -> Self { Self(text: "till-\(session)-refund") }
}

extension ProviderKey {
    private static let separator = "-attempt-"

    /// Which attempt of this session a key belongs to, for binding provider events that name it.
    package static func attemptNumber(in key: String, of session: CheckoutSessionID) -> Int? {
        let prefix = "till-\(session)" + separator
        guard key.hasPrefix(prefix), let number = Int(key.dropFirst(prefix.count)), number > 0 else { return nil }
        return ProviderKey.attempt(number, of: session).text == key ? number : nil
    }
}
