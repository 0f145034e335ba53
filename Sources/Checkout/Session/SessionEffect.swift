/// What has to be done outside after a transition is committed. Each may be lost: the state still owes it, and asks again
/// at `checkAt`.
package enum SessionEffect: Hashable, Sendable {
    /// A payment intent for the amount due, or a setup intent in a trial.
    case createIntent(key: ProviderKey)
    case confirmIntent(attempt: Int, key: ProviderKey, paymentMethod: String?, returnURL: String?)
    /// Without a key: cancelling twice is harmless, and a replayed old refusal would not be.
    case cancelIntent
    case lookUpIntent(LookUpTicket)
    case refund(key: ProviderKey, amount: Money, reason: RefundReason)
    /// Has the subscription changed. The subscription's own call for it is put on record in the transition's transaction,
    /// and made after it.
    case changeSubscription(attempt: Int)
    /// Looks up what became of that.
    case lookUpChange(attempt: Int)
    /// Customer, subscription and entitlements: in the transition's own transaction, not after it.
    case fulfil
}

/// Why money goes back without anybody asking.
package enum RefundReason: String, Hashable, Sendable, Codable {
    case paidAfterExpiry = "paid_after_expiry"
    case paidAfterCancel = "paid_after_cancel"
    /// The buyer had the subscription already, from another checkout.
    case duplicateSubscription = "duplicate_subscription"
    /// What was paid for can never be given.
    case notFulfilled = "not_fulfilled"
}

/// What was known when a look-up was asked for. If more is known by the time it answers, the answer is old.
package struct LookUpTicket: Hashable, Sendable, Codable {
    /// 0 before the first.
    package let attempt: Int
    package let outcome: AttemptOutcome?
    package let requestIsOver: Bool
    package let askedAt: Timestamp

    init(_ state: SessionState, askedAt: Timestamp) {
        attempt = state.attempt?.number ?? 0
        outcome = state.attempt?.outcome
        requestIsOver = state.attempt?.requestIsOver ?? false
        self.askedAt = askedAt
    }

    /// Whether nothing has happened since that the answer could not know of.
    func isCurrent(in state: SessionState) -> Bool { self == LookUpTicket(state, askedAt: askedAt) }
}
