/// What came of a call to the provider.
package enum SubscriptionAnswer: Hashable, Sendable {
    case customerCreated(String)
    case methodAttached(String)
    case reported(SubscriptionReport)
    /// The session's machine has it, and refunds.
    case refundHandedOver
    /// It will never be done; for want of money, when there is a decline.
    case refused(reason: String, Decline? = nil)
    /// The provider provably never acted on it.
    case notSent
    /// Timed out, cut off, or answered with the provider's own error.
    case unknown
}

/// Calls to the provider: one at a time, recorded before it is made, repeated under its own key, and looked up when its
/// outcome is unknown.
extension SubscriptionMachine {
    package func callAnswered(
        number: Int, _ answer: SubscriptionAnswer, at time: Timestamp
    ) -> SubscriptionTransition {
        guard let owed = state.owed, owed.number == number else { return noted(.reportIgnored, at: time) }
        var step = step(at: time)
        switch (answer, owed.kind) {
        case (.customerCreated(let id), .customer):
            step.state.provider.customer = id
            step.owe(.paymentMethod)
            step.happened(.stepDone, detail: owed.kind.rawValue)
        case (.methodAttached(let id), .paymentMethod):
            step.state.provider.paymentMethod = id
            step.owe(.subscription)
            step.happened(.stepDone, detail: owed.kind.rawValue)
        case (.reported(let report), .subscription), (.reported(let report), .cancelAtPeriodEnd),
            (.reported(let report), .reactivation), (.reported(let report), .cancellation),
            (.reported(let report), .change):
            return answered(owed, report, at: time)
        case (.refundHandedOver, .refund):
            step.state.owed = nil
            step.happened(.refundHandedOver)
        case (.refused(let reason, let decline), _):
            step.refuse(owed, reason, decline)
        case (.notSent, _):
            // Whoever asked is told that nothing was done, and may ask again: it must not be done behind their back later.
            if owed.kind.isAskedFor, !owed.isInDoubt, !state.status.isTerminal {
                step.state.owed = nil
            } else {
                step.wait(isInDoubt: false)
            }
            step.happened(.callNotSent, detail: owed.kind.rawValue)
        case (.unknown, _):
            step.wait(isInDoubt: true)
            step.happened(.outcomeUnknown, detail: owed.kind.rawValue)
        case (.customerCreated, _), (.methodAttached, _), (.reported, _), (.refundHandedOver, _):
            return noted(.reportIgnored, at: time)
        }
        // What was heard during a call that came to nothing is in no answer.
        if state.isStale, step.state.owed == nil, !step.state.status.isTerminal { step.lookUp() }
        return step.finish()
    }

    /// What our own call is answered with is the truth as of then: nothing else of ours was under way.
    private func answered(
        _ owed: OwedCall, _ report: SubscriptionReport, at time: Timestamp
    ) -> SubscriptionTransition {
        var step = step(at: time)
        if let mismatch = mismatch(of: report) {
            // An answer that cannot be believed leaves the call as unknown as no answer would.
            step.wait(isInDoubt: true)
            step.park(report, mismatch)
            return step.finish()
        }
        if owed.kind == .cancellation, !report.status.isTerminal {
            // It said yes and goes on: asked again, until it ends.
            step.apply(report)
            step.wait(isInDoubt: true)
        } else {
            step.settle(owed, by: report)
        }
        step.state.reportedAt = max(owed.sentAt, state.reportedAt ?? owed.sentAt)
        if owed.kind == .subscription { step.happened(.provisioned) }
        if state.isStale, !step.state.status.isTerminal { step.lookUp() }
        return step.finish()
    }
}

extension SubscriptionStep {
    /// Records the next call, and asks for it.
    mutating func owe(_ kind: OwedCall.Kind, plan: SubscriptionPlan? = nil, by purchase: ChangePurchase? = nil) {
        state.callCount += 1
        let call = OwedCall(kind: kind, number: state.callCount, plan: plan, purchase: purchase, sentAt: at)
        state.owed = call
        state.checkCount = 0
        send(call)
        if kind != .customer, kind != .paymentMethod, kind != .subscription {
            let buyer = purchase.map { " by \($0.sessionID), attempt \($0.attempt)" } ?? ""
            happened(kind == .refund ? .refundOwed : .callStarted, detail: kind.rawValue + buyer)
        }
    }

    /// What a look-up has shown not to be done is asked for again: under its own key, since the call may still be on its way;
    /// and once none can be, under a new one, since providers keep an error of theirs under its key for a day.
    mutating func repeatCall(notDoneAt askedAt: Timestamp) {
        guard let call = state.owed, askedAt >= call.sentAt + CheckPace.settledAfter else { return repeatCall() }
        let count = state.checkCount
        owe(call.kind, plan: call.plan, by: call.purchase)
        state.checkCount = count
        happened(.callRepeated, detail: call.kind.rawValue)
    }

    /// The same call again, under its own key.
    mutating func repeatCall() {
        guard var call = state.owed else { return }
        call.sentAt = at
        call.isUnderWay = true
        state.owed = call
        send(call)
        happened(.callRepeated, detail: call.kind.rawValue)
    }

    private mutating func send(_ call: OwedCall) {
        schedule(at + CheckPace.callDeadline)
        if let effect = effect(of: call) { effects.append(effect) }
    }

    func effect(of call: OwedCall) -> SubscriptionEffect? {
        let (number, key) = (call.number, ProviderKey.call(call.number, of: terms.id))
        switch call.kind {
        case .customer: return .createCustomer(number: number, key: key)
        case .paymentMethod:
            return state.provider.customer.map {
                .attachMethod(
                    number: number, key: key, customer: $0, paymentMethod: state.provider.paymentMethod,
                    intentID: state.origin?.intentID)
            }
        case .subscription:
            return (state.trialEnd ?? state.paidUntil).map {
                .createSubscription(number: number, key: key, firstBill: $0, isTrial: state.trialEnd != nil)
            }
        case .cancelAtPeriodEnd: return .setCancelAtPeriodEnd(number: number, key: key, true)
        case .reactivation: return .setCancelAtPeriodEnd(number: number, key: key, false)
        case .cancellation: return .cancel(number: number, key: key)
        case .change:
            return call.plan.map { .changePlan(number: number, key: key, $0, at: call.purchase?.previewedAt) }
        case .refund: return state.origin.map { .refundOrigin(number: number, $0) }
        }
    }

    /// Nothing is heard of the call any more for now; it stays owed.
    mutating func wait(isInDoubt: Bool) {
        state.owed?.isUnderWay = false
        if isInDoubt { state.owed?.isInDoubt = true }
        schedule(at + SubscriptionPace.delay(afterCheck: state.checkCount))
        state.checkCount += 1
        if state.checkCount == SubscriptionPace.checksBeforeReview, let owed = state.owed {
            review = .callWaits(owed.kind)
        }
    }

    mutating func refuse(_ owed: OwedCall, _ reason: String, _ decline: Decline?) {
        state.owed = nil
        changeEnd = .refused(decline ?? Decline(.changeRefused))
        happened(.callRefused, detail: "\(owed.kind.rawValue): \(reason)")
        switch owed.kind {
        case .customer, .paymentMethod, .subscription:
            review = .callRefused(owed.kind, reason: reason)
            end(as: .canceled)
            if state.origin?.paid != nil { owe(.refund) }
            happened(.canceled, detail: "\(owed.kind.rawValue): \(reason)")
        case .refund, .cancellation:
            if state.status.isTerminal { review = .callRefused(owed.kind, reason: reason) }
        case .cancelAtPeriodEnd, .reactivation, .change: break
        }
    }

    mutating func lookUp() {
        schedule(at + SubscriptionPace.delay(afterCheck: state.checkCount))
        state.checkCount += 1
        state.isStale = false
        effects.append(.lookUp(SubscriptionTicket(revision: before.revision + 1, askedAt: at)))
    }
}

extension ProviderKey {
    /// One for each call of a subscription, so that a repetition repeats its key and no other call has it.
    package static func call(_ number: Int, of subscription: SubscriptionID) -> Self {
        Self(text: "till-\(subscription)-call-\(number)")
    }
}
