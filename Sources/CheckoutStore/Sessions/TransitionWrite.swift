import Checkout

/// An input that waits for its transaction.
///
/// `@unchecked Sendable`: as its superclass says.
final class TransitionWrite: PendingWrite<ApplyOutcome<any Error>>, @unchecked Sendable {
    /// What would have been true if a COMMIT whose answer was lost took effect.
    struct Doubt {
        let sequence: Int
        let writtenBy: Int64
        let outcome: ApplyOutcome<any Error>
        let change: SessionChange?
    }

    let sessionID: CheckoutSessionID
    let event: EventUse?
    let idempotency: IdempotencyUse?
    let sealedIntentSecret: [UInt8]?
    /// The input asks for something that is refused to whoever has it already: the batch looks.
    let startsWhatMayBeRefused: Bool
    let input: SessionInput
    var doubt: Doubt?

    init(
        _ sessionID: CheckoutSessionID, event: EventUse?, idempotency: IdempotencyUse?, sealedIntentSecret: [UInt8]?,
        startsWhatMayBeRefused: Bool = false, input: @escaping SessionInput
    ) {
        self.sessionID = sessionID
        self.event = event
        self.idempotency = idempotency
        self.sealedIntentSecret = sealedIntentSecret
        self.startsWhatMayBeRefused = startsWhatMayBeRefused
        self.input = input
        var keys: [WriteKey] = [.session(sessionID.id.bits)]
        switch event {
        case .new(let event): keys.append(.providerEvent(provider: event.provider.rawValue, id: event.eventID))
        case .stored(let id): keys.append(.storedEvent(id.id.bits))
        case nil: break
        }
        if let idempotency { keys.append(.idempotency(idempotency.claim.scope)) }
        super.init(keys: keys)
    }
}
