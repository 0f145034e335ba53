/// From nothing, or from a link that was sent, to a subscription that runs.
extension SubscriptionMachine {
    /// A session was paid, set up a method for a trial, or cost nothing. What the session paid for is not billed again:
    /// the provider's part begins with the next period.
    package static func started(
        _ terms: SubscriptionTerms, _ plan: SubscriptionPlan, metadata: Metadata = .empty, as start: SubscriptionStart,
        from origin: SubscriptionOrigin?, provider: ProviderHandles = ProviderHandles(), at time: Timestamp
    ) -> SubscriptionTransition {
        var step = SubscriptionStep(
            SubscriptionState(.draft, plan, metadata: metadata, createdAt: terms.createdAt), terms, at: time,
            isNew: true)
        step.begin(start, origin, provider)
        return step.finish()
    }

    /// A merchant made it. Nobody pays a draft; what waits for its payment waits for a day.
    package static func created(
        _ terms: SubscriptionTerms, _ plan: SubscriptionPlan, metadata: Metadata = .empty, isDraft: Bool,
        at time: Timestamp
    ) -> SubscriptionTransition {
        var state = SubscriptionState(
            isDraft ? .draft : .pendingPayment, plan, metadata: metadata, createdAt: terms.createdAt)
        state.linkExpiresAt = isDraft ? nil : time + SubscriptionPace.linkLifetime
        var step = SubscriptionStep(state, terms, at: time, isNew: true)
        step.happened(.created)
        return step.finish()
    }

    /// The merchant wants a (new) link, also for one that has run out: what nobody paid has never begun.
    package func paymentRequested(at time: Timestamp) throws(StartRefusal) -> SubscriptionTransition {
        guard isPayable || hasLinkRunOut else { throw .notPayable(state.status) }
        var step = step(at: time)
        step.state.status = .pendingPayment
        step.state.endedAt = nil
        step.state.canceledAt = nil
        step.state.linkExpiresAt = time + SubscriptionPace.linkLifetime
        step.happened(.linkRenewed)
        return step.finish()
    }

    /// What waited for its payment was paid for. A link that has run out is paid too late, and the money goes back.
    package func started(
        as start: SubscriptionStart, from origin: SubscriptionOrigin?, provider: ProviderHandles = ProviderHandles(),
        at time: Timestamp
    ) throws(StartRefusal) -> SubscriptionTransition {
        guard isPayable else { throw .notPayable(state.status) }
        var step = step(at: time)
        step.begin(start, origin, provider)
        return step.finish()
    }

    /// One that nobody bills was paid for, with another plan: it begins anew with that, and is billed from now on.
    package func upgraded(
        to plan: SubscriptionPlan, as start: SubscriptionStart, from origin: SubscriptionOrigin?,
        provider: ProviderHandles = ProviderHandles(), at time: Timestamp
    ) throws(StartRefusal) -> SubscriptionTransition {
        guard state.mayBeUpgraded else { throw .notPayable(state.status) }
        var step = step(at: time)
        step.state.plan = plan
        step.state.cancelAtPeriodEnd = false
        step.state.cancelAt = nil
        step.state.canceledAt = nil
        step.state.paidUntil = nil
        step.state.trialEnd = nil
        step.begin(start, origin, provider)
        return step.finish()
    }

    private var isPayable: Bool { state.status == .draft || state.status == .pendingPayment }

    private var hasLinkRunOut: Bool {
        state.status == .incompleteExpired && state.origin == nil && state.provider.subscription == nil
    }
}

extension SubscriptionStep {
    mutating func begin(_ start: SubscriptionStart, _ origin: SubscriptionOrigin?, _ provider: ProviderHandles) {
        let now = at.wholeSecond
        state.origin = origin
        state.provider = provider
        state.linkExpiresAt = nil
        switch start {
        case .paid, .free:
            let period = state.plan.period.period(0, from: now)
            state.status = .active
            state.anchor = now
            state.currentPeriod = period
            state.paidUntil = period.upperBound
        case .trial(let days):
            let end = now + .seconds(Int64(days) * 86_400)
            state.status = .trialing
            state.anchor = end
            state.trialEnd = end
            state.currentPeriod = now..<end
        }
        guard start != .free else { return }
        owe(provider.customer == nil ? .customer : .paymentMethod)
    }
}
