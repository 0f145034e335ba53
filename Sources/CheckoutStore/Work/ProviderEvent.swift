package import Checkout

/// A provider's event as it came, verified.
package struct ProviderEvent: Hashable, Sendable {
    package let id: ProviderEventID
    package let provider: PaymentProvider
    /// The provider's own id of it.
    package let eventID: String
    package let livemode: Bool
    package let accountID: String?
    package let type: String
    /// The provider's own time of it.
    package let createdAt: Timestamp
    package let receivedAt: Timestamp
    /// The raw bytes that were signed.
    package let payload: [UInt8]
    /// The intent it is about, when it is about one.
    package let intentID: String?

    package init(
        id: ProviderEventID? = nil, provider: PaymentProvider, eventID: String, livemode: Bool,
        accountID: String? = nil,
        type: String, createdAt: Timestamp, receivedAt: Timestamp, payload: [UInt8], intentID: String? = nil
    ) {
        self.id = id ?? .random()
        self.provider = provider
        self.eventID = eventID
        self.livemode = livemode
        self.accountID = accountID
        self.type = type
        self.createdAt = createdAt
        self.receivedAt = receivedAt
        self.payload = payload
        self.intentID = intentID
    }
}

/// How far our handling of a provider's event has come.
package enum ProviderEventState: String, Hashable, Sendable, CaseIterable {
    /// Stored, and to be handled.
    case received
    /// A transition has seen it.
    case applied
    /// About something we do not know: it may have overtaken our own commit, so it is tried again.
    case parked
    /// A person has to look at it.
    case review
    /// Of a type that means nothing to us.
    case ignored
    /// Handling it failed too often.
    case failed
}
