import Checkout

/// Rows that are deleted at some age, since nobody will ask for them again.
enum PruningRule: String, CaseIterable, Sendable {
    case idempotencyKeys = "idempotency_keys"
    case orderFingerprints = "order_fingerprints"
    case tokenRevocations = "token_revocations"
    case providerEvents = "provider_events"

    /// Rows deleted in one statement: short enough to be in nobody's way.
    static let batch = 1000

    /// How long a row is kept after its time. Clocks differ between processes: what a key means must not end early.
    private var keptFor: Duration {
        switch self {
        case .idempotencyKeys: .seconds((CheckoutLimits.idempotencyKeyLifetimeHours + 1) * 3600)
        case .orderFingerprints, .tokenRevocations: .seconds(3600)
        // Long enough for a person to look into a complaint, and for an event to be replayed by hand.
        case .providerEvents: .seconds(90 * 86_400)
        }
    }

    /// Rows whose time was before this are deleted.
    func cutoff(at now: Timestamp) -> Timestamp { now - keptFor }
}
