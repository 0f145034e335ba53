package import Checkout

/// What came of an input to a session.
package enum ApplyOutcome<Refusal: Error>: Sendable {
    /// It is committed (or changed nothing). Now perform the transition's effects.
    case applied(SessionRecord, Transition)
    /// The machine refuses it. Nothing was written.
    case refused(Refusal, SessionRecord)
    case notFound
    /// This provider event was stored before: whoever did that takes care of it.
    case duplicateEvent
    /// The request's idempotency key is another's, or was answered before. Nothing was written.
    case answered(IdempotencyAnswer)
}

/// What came of an order.
package enum CreateOutcome: Sendable {
    /// A new session is committed. Now perform the transition's effects.
    case created(SessionRecord, Transition)
    /// The same order's session, which nobody has touched; or the one a dead request with the same key had made.
    case existing(SessionRecord)
    /// The same order's intent is being made at this moment: wait for it, or take it up.
    case opening(SessionRecord)
    case answered(IdempotencyAnswer)
    /// What it is to start cannot be started. Nothing was written.
    case refused(StartRefusal)
}

/// A provider's event that an input comes from.
package enum EventUse: Sendable {
    /// Stored in the transition's own transaction, if it is the first of its id.
    case new(ProviderEvent)
    /// Stored before, and applied now.
    case stored(ProviderEventID)
}

/// An input as the batch sees it, whatever its kind of refusal.
enum Decision {
    case transition(Transition)
    case refused(any Error)
}

typealias SessionInput = @Sendable (SessionMachine) -> Decision
