/// Time passes.
extension SubscriptionMachine {
    /// Takes up whatever the state still owes, ends what is to end, and begins the next period of what nobody bills.
    package func timeCameDue(at time: Timestamp) -> SubscriptionTransition {
        guard let checkAt = state.checkAt, checkAt <= time else { return unchanged(at: time) }
        var step = step(at: time)
        step.checked()
        if let owed = state.owed {
            step.takeUp(owed)
        } else if state.status == .pendingPayment {
            step.end(as: .incompleteExpired)
            step.happened(.linkExpired)
        } else if state.isBilled {
            step.happened(.lookUpRequested)
            step.lookUp()
        } else {
            step.periodCameDue()
        }
        return step.finish()
    }
}

extension SubscriptionStep {
    mutating func takeUp(_ owed: OwedCall) {
        if owed.isUnderWay {
            // Whoever was making it is dead, or has given up.
            state.owed?.isUnderWay = false
            state.owed?.isInDoubt = true
        }
        switch owed.kind {
        case .customer, .paymentMethod, .refund:
            // Under their keys these are safe to repeat, and nothing tells whether they were done.
            repeatCall()
        case .subscription, .cancelAtPeriodEnd, .reactivation, .cancellation, .change:
            guard state.owed?.isInDoubt == true else { return repeatCall() }
            happened(.lookUpRequested, detail: owed.kind.rawValue)
            lookUp()
        }
    }

    /// Of a subscription that no provider bills.
    mutating func periodCameDue() {
        guard let period = state.currentPeriod, let anchor = state.anchor else { return }
        if let cancelAt = state.cancelAt, cancelAt <= at {
            end(as: .canceled, at: cancelAt)
        } else if period.upperBound <= at {
            if state.plan.isFree {
                state.currentPeriod = state.plan.period.period(containing: at, from: anchor)
            } else {
                // The first period was a present, and there is nothing to charge for the second.
                end(as: .canceled, at: period.upperBound)
            }
        }
    }
}
