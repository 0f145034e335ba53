import Checkout
import Postgres

/// An order that waits for its transaction.
///
/// `@unchecked Sendable`: as its superclass says.
final class CreateWrite: PendingWrite<CreateOutcome>, @unchecked Sendable {
    let record: SessionRecord
    let transition: Transition
    /// Encoded beforehand, so that a batch cannot fail over it.
    let metadata: PostgresJSON
    let orderFingerprint: [UInt8]?
    let idempotency: IdempotencyUse?
    /// It may be committed already: the answer to COMMIT was lost.
    var isInDoubt = false

    init(_ new: NewSession, idempotency: IdempotencyUse?) throws {
        metadata = try new.terms.metadata.stored
        transition = SessionMachine.created(new.terms.payment, at: new.terms.createdAt)
        record = SessionRecord(
            organizationID: new.organizationID, tokenUser: new.tokenUser, clientSecretHash: new.clientSecretHash,
            product: new.product, session: CheckoutSession(terms: new.terms, state: transition.state),
            change: new.change,
            lastSequence: transition.event == nil ? 0 : 1)
        orderFingerprint = new.orderFingerprint
        self.idempotency = idempotency
        var keys: [WriteKey] = [.session(new.terms.id.id.bits)]
        if let idempotency { keys.append(.idempotency(idempotency.claim.scope)) }
        super.init(keys: keys)
    }

    var created: CreateOutcome { .created(record, transition) }
}
