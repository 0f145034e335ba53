import Checkout
import Postgres

/// A session's change of a subscription, in the transaction that puts its attempt on record: the subscription's call for it
/// is recorded together with it, so that neither is ever there without the other.
struct SessionPlanChange {
    private(set) var transition: Transition
    private(set) var statements: [(PostgresStatement, PostgresParameters)] = []
    /// The changed subscription, once it is changed.
    private(set) var changed: SubscriptionSummary?
    let session: SessionRecord
    private let writtenBy: Int64

    /// `session` is the one before the transition.
    init(_ transition: Transition, from session: SessionRecord, writtenBy: Int64) {
        self.transition = transition
        self.session = session
        self.writtenBy = writtenBy
    }

    static func isNeeded(_ transition: Transition, of session: SessionRecord) -> Bool {
        session.terms.quote.mode == .change && (transition.startsChange != nil || transition.completes(session.state))
    }

    /// What is refused leaves nothing behind, of the session neither.
    mutating func run(in transaction: PostgresTransaction) async throws -> ConfirmRefusal? {
        guard let id = session.terms.existingSubscriptionID else { return .cannotStart(.notFound) }
        guard let attempt = transition.startsChange else {
            changed = try await SubscriptionStore.find(id, in: transaction)?.summary
            return nil
        }
        try await BuyerHistories.lockCustomer(of: id, in: transaction)
        guard
            let record = try await SubscriptionStore.lock(id, transaction), let change = session.change?.value,
            let plan = session.subscriptionPlan, record.organizationID == session.organizationID,
            record.terms.livemode == session.terms.merchant.livemode
        else { return .cannotStart(.notFound) }
        let purchase = ChangePurchase(sessionID: session.id, attempt: attempt.number, previewedAt: change.previewedAt)
        var machine = record.machine
        machine.taken = try await BuyerHistories.taken(beside: record, in: transaction)
        do throws(SubscriptionRefusal) {
            let asked = try machine.changePurchased(to: plan, change, purchase, at: attempt.startedAt)
            // Only writing can fail from here on, and not with a refusal.
            pending = SubscriptionWrite(asked, of: record, at: attempt.startedAt)
        } catch {
            return .cannotChange(error)
        }
        if let write = pending { try keep(write, attempt.startedAt) }
        return nil
    }

    private var pending: SubscriptionWrite?

    /// Where nobody had to be asked, it is done with this.
    private mutating func keep(_ write: SubscriptionWrite, _ time: Timestamp) throws {
        statements = try write.statements(writtenBy: writtenBy)
        guard write.record.state.owed == nil else { return }
        transition = session.session.machine.changedAtOnce(at: time)
        changed = write.record.summary
    }
}

extension Transition {
    /// The attempt that it puts on record, if that is to change a subscription.
    fileprivate var startsChange: PaymentAttempt? {
        effects.contains { if case .changeSubscription = $0 { true } else { false } } ? state.attempt : nil
    }

    fileprivate func completes(_ before: SessionState) -> Bool {
        state.status == .completed && before.status != .completed
    }
}
