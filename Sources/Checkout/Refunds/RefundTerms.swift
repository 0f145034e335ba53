/// What never changes about a refund.
package struct RefundTerms: Hashable, Sendable {
    package let id: RefundID
    package let provider: PaymentProvider
    /// The provider's id of the intent whose money goes back.
    package let intentID: String
    package let accountID: String?
    package let amount: Money
    package let origin: RefundOrigin
    package let ground: RefundGround?
    package let createdAt: Timestamp

    package init(
        id: RefundID, provider: PaymentProvider, intentID: String, accountID: String? = nil, amount: Money,
        origin: RefundOrigin, ground: RefundGround? = nil, createdAt: Timestamp
    ) {
        self.id = id
        self.provider = provider
        self.intentID = intentID
        self.accountID = accountID
        self.amount = amount
        self.origin = origin
        self.ground = ground
        self.createdAt = createdAt
    }

    /// What the provider keeps with the refund, so that it is found again.
    package var reference: ProviderKey { .refund(id.description, ofIntent: intentID) }

    /// Whoever asks again, after whatever crash, asks under this.
    package func key(_ number: Int) -> ProviderKey {
        number == 1 ? reference : .refund("\(id)-\(number)", ofIntent: intentID)
    }
}

/// Who wanted the money to go back.
package enum RefundOrigin: String, Hashable, Sendable, CaseIterable {
    /// The merchant, through us.
    case api
    /// A session for which nothing could be given; its own machine asks.
    case automatic
    /// Somebody at the provider itself: its dashboard, its support.
    case provider
}

/// Why, in words that providers know.
package enum RefundGround: String, Hashable, Sendable, CaseIterable {
    case duplicate, fraudulent
    case requestedByCustomer = "requested_by_customer"
}

extension ProviderKey {
    /// Which refund of ours of that intent a key belongs to.
    package static func refundID(in key: String, ofIntent intent: String) -> RefundID? {
        let prefix = refund("", ofIntent: intent).text
        guard key.hasPrefix(prefix) else { return nil }
        return RefundID(String(key.dropFirst(prefix.count)))
    }
}
