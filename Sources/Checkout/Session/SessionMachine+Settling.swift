/// The two things that settle a session, whoever reports them: the intent is paid, or it never will be.
extension SessionMachine {
    /// Paid. What that means depends only on whether the session had ended.
    func succeeded(_ report: IntentReport, at time: Timestamp) -> Transition {
        switch state.status {
        case .pending, .processing, .failed:
            var step = step(at: time)
            step.complete(terms, paidBy: report.attempt)
            return step.finish()
        case .completed:
            return noted(.reportIgnored, attempt: report.attempt, at: time)
        case .expired, .canceled:
            return paidLate(report, at: time)
        }
    }

    /// The intent is dead: whatever was under way is over, and nothing was paid.
    func intentCanceled(at time: Timestamp) -> Transition {
        guard !state.status.isTerminal else { return noted(.reportIgnored, at: time) }
        var step = step(at: time)
        if state.unresolvedAttempt != nil { step.resolveAttempt(as: .canceled) }
        if state.ending == .expiry {
            step.end(as: .expired)
            step.happened(.expired)
        } else {
            step.end(as: .canceled)
            step.happened(.canceled)
        }
        return step.finish()
    }

    /// Money for a session that had ended. It is never lost, and never silently kept.
    private func paidLate(_ report: IntentReport, at time: Timestamp) -> Transition {
        guard state.latePayment == nil else { return noted(.reportIgnored, attempt: report.attempt, at: time) }
        var step = step(at: time)
        let answer = state.status == .expired ? terms.latePayments.afterExpiry : terms.latePayments.afterCancel
        switch (answer, terms.mode) {
        case (.honour, _):
            step.state.latePayment = LatePayment(receivedAt: time, resolution: .honoured)
            step.complete(terms, paidBy: report.attempt)
            step.happened(.latePaymentHonoured, attempt: report.attempt)
        case (.refund, .standard):
            step.state.latePayment = LatePayment(receivedAt: time, resolution: .refundOwed)
            step.state.failure = SessionFailure(.latePaymentRefunded, attempt: report.attempt)
            step.happened(.latePaymentRefundOwed, attempt: report.attempt)
            step.refund(terms)
        case (.refund, .free), (.refund, .trial), (.refund, .change):
            // No money moved by an intent of ours.
            return noted(.reportIgnored, attempt: report.attempt, at: time)
        }
        return step.finish()
    }

    /// The provider answered the refund of a late payment.
    package func refundAnswered(_ answer: RefundAnswer, at time: Timestamp) -> Transition {
        guard state.latePayment?.resolution == .refundOwed else { return unchanged(at: time) }
        var step = step(at: time)
        step.nothingIsOwed()
        let isLate = state.status != .completed
        switch answer {
        case .accepted:
            step.state.latePayment?.resolution = .refunded
            step.happened(isLate ? .latePaymentRefunded : .refunded)
        case .refused(let reason):
            step.state.latePayment?.resolution = .refundRefused
            step.review = .refundRefused(reason: reason)
            step.happened(isLate ? .latePaymentRefundRefused : .refundRefused, detail: reason)
        }
        return step.finish()
    }
}

extension Step {
    /// Payment and everything it buys, in one change: whoever hears of the payment hears of the subscription too.
    mutating func complete(_ terms: PaymentTerms, paidBy number: Int?) {
        if let attempt = state.attempt {
            let paid = number ?? (attempt.outcome.isUnresolved ? attempt.number : nil)
            if paid == attempt.number {
                resolveAttempt(as: .succeeded)
            } else {
                if attempt.outcome.isUnresolved { resolveAttempt(as: .superseded) }
                if let paid, paid < attempt.number { attemptChanges.append(.succeededAfterAll(number: paid)) }
            }
            state.paidAttempt = paid.flatMap { $0 <= attempt.number ? $0 : nil }
        }
        end(as: .completed)
        state.completedAt = at
        state.failure = nil
        if terms.mode == .standard { state.fulfilment.paidAt = at }
        if terms.startsSubscription || terms.changesSubscription { state.fulfilment.subscribedAt = at }
        if terms.grantsEntitlements { state.fulfilment.entitledAt = at }
        // What a change brings has come with it, to the subscription.
        if !terms.changesSubscription { effects.append(.fulfil) }
        happened(.completed, attempt: state.paidAttempt)
    }

    mutating func refund(_ terms: PaymentTerms) {
        scheduleCheck(isPatient: false)
        effects.append(
            .refund(
                key: .refund(of: terms.sessionID), amount: terms.due, reason: refundReason))
    }

    private var refundReason: RefundReason {
        switch state.status {
        case .expired: .paidAfterExpiry
        case .completed: state.failure?.code == .alreadySubscribed ? .duplicateSubscription : .notFulfilled
        case .pending, .processing, .failed, .canceled: .paidAfterCancel
        }
    }
}
