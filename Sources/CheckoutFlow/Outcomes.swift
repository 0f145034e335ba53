package import Checkout
package import CheckoutStore
package import Payments

/// What came of an order.
package enum OrderOutcome: Sendable {
    /// The session can be paid; not new when the same order's session was there before.
    case open(SessionRecord, isNew: Bool)
    /// No key for its provider in its mode. Nothing was written.
    case notConfigured
    /// The provider will never make such an intent.
    case refusedByProvider(reason: String)
    /// The intent may or may not have been made: the same order, sent again, finds out.
    case providerFailed(ProviderFailure)
    case answered(IdempotencyAnswer)
    /// What it is to start cannot be started. Nothing was written.
    case refused(StartRefusal)
}

/// What came of a confirm.
package enum ConfirmOutcome: Sendable {
    /// The record's last attempt says how it went, or that nobody knows yet.
    case settled(SessionRecord)
    case refused(ConfirmRefusal, SessionRecord)
    case notFound
    case answered(IdempotencyAnswer)
}

/// What came of a cancel.
package enum CancelOutcome: Sendable {
    /// Canceled; or completed, because the provider had been paid; or still ending.
    case settled(SessionRecord)
    case refused(CancelRefusal, SessionRecord)
    case notFound
    case answered(IdempotencyAnswer)
}

/// What came of a provider's event. Whatever it is, the event is stored.
package enum EventOutcome: String, Hashable, Sendable, CaseIterable {
    case applied
    /// It was stored before.
    case duplicate
    /// Its intent is not known (yet).
    case parked
    /// Nothing follows from its kind.
    case ignored
    /// A person has to look at it.
    case forReview = "for_review"
}
