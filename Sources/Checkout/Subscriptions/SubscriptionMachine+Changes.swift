/// What merchants and customers want of a subscription. One that the provider bills is changed there first, and here by its
/// answer; any other at once.
extension SubscriptionMachine {
    /// `atOnce` ends it now, and not with the period that is paid for.
    package func cancelRequested(
        atOnce: Bool, at time: Timestamp
    ) throws(SubscriptionRefusal) -> SubscriptionTransition {
        try refuseIfEnded()
        try refuseIfAsked()
        if state.cancelAtPeriodEnd, !atOnce { return unchanged(at: time) }
        var step = step(at: time)
        if state.isBilled {
            step.owe(atOnce ? .cancellation : .cancelAtPeriodEnd)
        } else if let end = state.currentPeriod?.upperBound, !atOnce {
            step.state.cancelAtPeriodEnd = true
            step.state.cancelAt = end
            step.state.canceledAt = time
        } else {
            step.end(as: .canceled)
        }
        return step.finish()
    }

    package func reactivateRequested(at time: Timestamp) throws(SubscriptionRefusal) -> SubscriptionTransition {
        try refuseIfEnded()
        try refuseIfAsked()
        guard state.cancelAtPeriodEnd else { throw .notCanceling }
        var step = step(at: time)
        if state.isBilled {
            step.owe(.reactivation)
        } else {
            step.state.cancelAtPeriodEnd = false
            step.state.cancelAt = nil
            step.state.canceledAt = nil
        }
        return step.finish()
    }

    /// The same, by a checkout whose buyer was shown what it costs. For anything else than that it is not made; what is had
    /// already costs nothing.
    package func changePurchased(
        to plan: SubscriptionPlan, _ change: PlanChange, _ purchase: ChangePurchase, at time: Timestamp
    ) throws(SubscriptionRefusal) -> SubscriptionTransition {
        try refuseIfEnded()
        try refuseIfAsked()
        guard plan == state.plan || change.basis == PlanChange.Basis(state) else { throw .changedMeanwhile }
        return try changeRequested(to: plan, by: purchase, at: time)
    }

    /// Another price, product or quantity. What that costs or credits now is worked out by the provider.
    package func changeRequested(
        to plan: SubscriptionPlan, by purchase: ChangePurchase? = nil, at time: Timestamp
    ) throws(SubscriptionRefusal) -> SubscriptionTransition {
        try refuseIfEnded()
        try refuseIfAsked()
        guard plan != state.plan else { return unchanged(at: time) }
        if plan.productID != state.plan.productID { try refuseIfTaken(plan.productID) }
        var step = step(at: time)
        if state.isBilled {
            guard plan.unitAmount.currency == state.plan.unitAmount.currency else { throw .differentCurrency }
            step.owe(.change, plan: plan, by: purchase)
            return step.finish()
        }
        guard plan.isFree || state.anchor == nil else { throw .needsCheckout }
        step.state.plan = plan
        if state.anchor != nil, plan.period != state.plan.period {
            step.state.anchor = time.wholeSecond
            step.state.currentPeriod = plan.period.period(0, from: time.wholeSecond)
        }
        return step.finish()
    }

    /// A person knows better. What a provider bills can only be canceled so, since its next word would undo anything else.
    package func overridden(
        _ status: SubscriptionStatus, at time: Timestamp
    ) throws(SubscriptionRefusal) -> SubscriptionTransition {
        if status == state.status { return unchanged(at: time) }
        try refuseIfEnded()
        try refuseIfAsked()
        if status == .canceled { return try cancelRequested(atOnce: true, at: time) }
        var step = step(at: time)
        switch (state.status, status) {
        case (.draft, .active), (.pendingPayment, .active):
            try refuseIfTaken(state.plan.productID)
            step.begin(.free, nil, state.provider)
        case (_, .active), (_, .pastDue), (_, .unpaid), (_, .paused):
            guard !state.isBilled, state.status.isLive else { throw .notAllowed(from: state.status, to: status) }
            step.state.status = status
        default: throw .notAllowed(from: state.status, to: status)
        }
        step.happened(.overridden)
        return step.finish()
    }

    package func metadataChanged(to metadata: Metadata, at time: Timestamp) -> SubscriptionTransition {
        var step = step(at: time)
        step.state.metadata = metadata
        if let checkAt = state.checkAt { step.schedule(checkAt) }
        return step.finish()
    }

    private func refuseIfEnded() throws(SubscriptionRefusal) {
        if state.status.isTerminal { throw .ended(state.status) }
    }

    private func refuseIfTaken(_ product: ProductID) throws(SubscriptionRefusal) {
        if let other = taken[product] { throw .alreadySubscribed(other) }
    }

    private func refuseIfAsked() throws(SubscriptionRefusal) {
        if let owed = state.owed { throw .callInProgress(owed.kind) }
    }
}
