/// What a merchant said about the buyer. None of it is ever shown to the holder of a session id.
package struct CustomerDetails: Hashable, Sendable, Codable {
    package var email: String?
    package var name: String?
    /// The merchant's own id of the buyer.
    package var externalID: String?
    package var taxID: String?

    package init(email: String? = nil, name: String? = nil, externalID: String? = nil, taxID: String? = nil) {
        self.email = email
        self.name = name
        self.externalID = externalID
        self.taxID = taxID
    }
}

extension CustomerDetails {
    /// Empty texts count as absent, which is what forms send.
    package func checked() throws(OrderProblem) -> CustomerDetails {
        let checked = CustomerDetails(
            email: try checkedText(email, "customer.email", CheckoutLimits.emailCharacterCount),
            name: try checkedText(name, "customer.name", CheckoutLimits.nameCharacterCount),
            externalID: try checkedText(externalID, "customer.externalId", CheckoutLimits.externalIDCharacterCount),
            taxID: try checkedText(taxID, "customer.taxId", CheckoutLimits.taxIDCharacterCount))
        if let email = checked.email, !Self.looksLikeMailbox(email) { throw .init("customer.email", .malformed) }
        return checked
    }

    /// Only what can never be one is refused: whether mail arrives is not for us to guess.
    package static func looksLikeMailbox(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
            && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7F }
    }
}
