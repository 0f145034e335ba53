package import Checkout
import CheckoutStore
import EventLoop
import Payments

/// A merchant gives money back.
extension CheckoutFlow {
    package func refund(_ wish: RefundWish) async throws -> RefundOutcome {
        loop.preconditionCurrent()
        let payment: RefundedPayment
        switch try await self.payment(of: wish) {
        case .found(let found): payment = found
        case .unknown: return .noSuchPayment
        case .notPaid: return .refused(.notPaid)
        case .notConfigured: return .notConfigured
        case .failed(let failure): return .providerFailed(failure)
        }
        guard providers.connected(payment.provider, livemode: payment.livemode) != nil else { return .notConfigured }
        // What was given back at the provider itself counts, also when no event told of it.
        if case .failure(let failure) = try await takeOverRefunds(of: payment) { return .providerFailed(failure) }
        switch try await refunds.request(wish.new, of: payment, at: now) {
        case .refused(let refusal): return .refused(refusal)
        case .keyUsedForAnother: return .keyUsedForAnother
        case .existing(let record): return .settled(record)
        case .recorded(let record, let transition): return try await settle(transition, of: record)
        }
    }

    /// Waits for the provider's answer as long as a caller can be kept waiting.
    private func settle(_ transition: RefundTransition, of record: RefundRecord) async throws -> RefundOutcome {
        let running = begin(transition, of: record)
        guard let end = await running.value(within: patience.caller) else {
            return .settled(try await refunds.find(record.id) ?? record)
        }
        if let error = end.error { throw error }
        let state = end.record.state
        guard state.status == .failed, state.providerID == nil else { return .settled(end.record) }
        guard let reason = state.failureReason, reason != RefundState.notSent else {
            return .providerFailed(end.failure ?? .noneInTime)
        }
        return .refusedByProvider(reason: reason)
    }

    /// A look at the provider, or a lost call, has come due. Returns when it has been seen to.
    package func refundCameDue(_ id: RefundID) async throws {
        loop.preconditionCurrent()
        let now = now
        guard let applied = try await refunds.apply(id, at: now, { $0.timeCameDue(at: now) }) else { return }
        observe(applied.reviews, of: applied.record.subject)
        let end = await begin(applied.transition, of: applied.record).value(within: .seconds(600))
        if let error = end?.error { throw error }
    }

    /// Performs what a committed transition asks for. The caller's end does not end it.
    private func begin(
        _ transition: RefundTransition, of record: RefundRecord
    ) -> BackgroundTasks.Running<RefundChain.End> {
        let chain = RefundChain(self, transition, of: record)
        return tasks.start {
            var chain = chain
            await chain.run()
            return chain.end
        }
    }

    func observe(_ reviews: [String], of subject: FlowSubject?) {
        for detail in reviews { events.reviewOpened(subject, detail) }
    }
}

extension RefundRecord {
    var subject: FlowSubject? { FlowSubject(sessionID, subscriptionID) }
}

extension RefundedPayment {
    var subject: FlowSubject? { FlowSubject(sessionID, subscriptionID) }

    var intent: IntentReference { IntentReference(intentID: intentID, accountID: accountID) }
}

extension FlowSubject {
    fileprivate init?(_ session: CheckoutSessionID?, _ subscription: SubscriptionID?) {
        if let session {
            self = .session(session)
        } else if let subscription {
            self = .subscription(subscription)
        } else {
            return nil
        }
    }
}
