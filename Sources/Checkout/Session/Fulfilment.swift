/// What has been done for the buyer, and since when. Each of these is set once.
package struct Fulfilment: Hashable, Sendable, Codable {
    package var paidAt: Timestamp?
    package var subscribedAt: Timestamp?
    package var entitledAt: Timestamp?
    package var merchantNotifiedAt: Timestamp?

    package init() {}
}

/// The steps of fulfilment that can follow completion. (Payment is completion itself.)
package enum FulfilmentStep: String, Hashable, Sendable, CaseIterable {
    case subscribed
    case entitled
    case merchantNotified = "merchant_notified"

    var field: WritableKeyPath<Fulfilment, Timestamp?> {
        switch self {
        case .subscribed: \.subscribedAt
        case .entitled: \.entitledAt
        case .merchantNotified: \.merchantNotifiedAt
        }
    }
}
