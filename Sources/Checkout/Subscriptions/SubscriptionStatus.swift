/// How a subscription stands. The words are the providers' own, and no two of them are merged: what a merchant does for a
/// customer who is past due differs from what it does for one who is unpaid.
package enum SubscriptionStatus: String, Hashable, Sendable, Codable, CaseIterable {
    /// Made by the merchant, and not meant to be paid yet.
    case draft
    /// Made by the merchant; waits for its customer to pay by the link.
    case pendingPayment = "pending_payment"
    case trialing
    case active
    /// A renewal failed and the provider tries again.
    case pastDue = "past_due"
    /// It has given up trying, and keeps the subscription.
    case unpaid
    case paused
    case canceled
    /// The first payment has not come.
    case incomplete
    /// And did not come in time.
    case incompleteExpired = "incomplete_expired"

    /// Nothing comes after it.
    package var isTerminal: Bool { self == .canceled || self == .incompleteExpired }

    /// Whether it stands in the way of a second one of the same customer and product.
    package var isLive: Bool {
        switch self {
        case .trialing, .active, .pastDue, .unpaid, .paused: true
        case .draft, .pendingPayment, .incomplete, .incompleteExpired, .canceled: false
        }
    }
}
