/// A client's name for one request that it may have to send again.
package struct IdempotencyKey: Hashable, Sendable {
    package let text: String

    /// `nil` unless it is one to 255 printable ASCII characters.
    package init?(_ text: String) {
        let length = text.utf8.count
        guard (1...CheckoutLimits.idempotencyKeyCharacterCount).contains(length) else { return nil }
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        self.text = text
    }
}
