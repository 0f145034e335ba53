package import Checkout

/// What the payment side of the page shows: exactly one of these at a time.
package enum CheckoutPanel: String, Hashable, Sendable, CaseIterable {
    /// There is something to fill in, or to say yes to.
    case form
    /// The bank waits for the buyer.
    case action
    case processing
    case completed
    case expired
    case canceled

    package init(_ session: SessionView, at time: Timestamp) {
        switch session.status {
        case .completed: self = .completed
        case .expired: self = .expired
        case .canceled: self = .canceled
        case .processing: self = .processing
        case .pending, .failed:
            switch session.paymentStatus {
            case .requiresAction: self = session.nextAction == nil ? .processing : .action
            case .processing: self = .processing
            // The sweep says so in a moment.
            default: self = time < session.expiresAt ? .form : .expired
            }
        }
    }
}
