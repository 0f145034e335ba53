/// A transition in the making. Its end decides by comparison what is visible, who is entitled and when to look again, so
/// that no input can forget any of them.
struct SubscriptionStep {
    let before: SubscriptionState
    let terms: SubscriptionTerms
    let at: Timestamp
    var state: SubscriptionState
    var review: SubscriptionReview?
    var effects: [SubscriptionEffect] = []
    /// What became of an owed change, where that is known: what is owed no more without it was not done.
    var changeEnd = ChangeEnd.notDone
    private let isNew: Bool
    private var kind: SubscriptionEvent.Kind?
    private var detail: String?
    private var isScheduled = false
    private var wasChecked = false

    init(_ state: SubscriptionState, _ terms: SubscriptionTerms, at: Timestamp, isNew: Bool = false) {
        before = state
        self.state = state
        self.terms = terms
        self.at = at
        self.isNew = isNew
    }

    mutating func happened(_ kind: SubscriptionEvent.Kind, detail: String? = nil) {
        self.kind = kind
        self.detail = detail
    }

    /// What was owed by time is done, whether or not anything came of it.
    mutating func checked() { wasChecked = true }

    mutating func schedule(_ time: Timestamp) {
        state.checkAt = time
        isScheduled = true
    }

    func finish() -> SubscriptionTransition {
        var state = state
        if !isScheduled, isNew || wasChecked || state != before {
            let isNews = VisibleSubscription(state) != VisibleSubscription(before)
            state.checkCount = isNews ? 0 : state.checkCount + (wasChecked ? 1 : 0)
            state.checkAt = SubscriptionPace.nextCheck(of: state, after: at)
        }
        let isVisible = isNew || VisibleSubscription(state) != VisibleSubscription(before)
        if isVisible {
            state.version += 1
            state.updatedAt = max(at, before.updatedAt)
        }
        let changesState = isNew || state != before
        if changesState { state.revision += 1 }
        let named = kind ?? (isVisible ? state.change(from: before) : nil)
        let event = named.map {
            SubscriptionEvent(
                kind: $0, version: state.version, isVisible: isVisible, status: state.status, at: at, detail: detail)
        }
        return SubscriptionTransition(
            state: state, event: event, review: review, effects: effects + entitlements(state) + purchases(state),
            changesState: changesState)
    }

    /// However a call ended: the checkout that asked for it hears of it.
    private func purchases(_ after: SubscriptionState) -> [SubscriptionEffect] {
        guard let purchase = before.owed?.purchase, after.owed?.purchase != purchase else { return [] }
        return [.purchaseEnded(purchase, changeEnd)]
    }

    private func entitlements(_ after: SubscriptionState) -> [SubscriptionEffect] {
        let (was, isNow) = (
            !isNew && terms.entitlements.areGranted(in: before.status), terms.entitlements.areGranted(in: after.status)
        )
        // A change to another product takes its features away and gives the new one's.
        let isOther = before.plan.productID != after.plan.productID
        if was, !isNow { return [.revokeEntitlements] }
        if was, isOther { return [.revokeEntitlements, .grantEntitlements] }
        return isNow && !was ? [.grantEntitlements] : []
    }
}

extension SubscriptionState {
    /// The name of what can be seen to have happened; the most telling one.
    fileprivate func change(from before: SubscriptionState) -> SubscriptionEvent.Kind {
        if status != before.status {
            switch (before.status, status) {
            case (_, .canceled), (_, .incompleteExpired): return .canceled
            case (_, .pastDue): return .pastDue
            case (.pastDue, .active), (.unpaid, .active): return .recovered
            case (_, .active): return .activated
            case (_, .trialing): return .trialStarted
            default: return .statusChanged
            }
        }
        if plan != before.plan { return .planChanged }
        if cancelAtPeriodEnd != before.cancelAtPeriodEnd { return cancelAtPeriodEnd ? .cancelScheduled : .reactivated }
        return currentPeriod != before.currentPeriod ? .renewed : .updated
    }
}

/// When a subscription is looked at again.
enum SubscriptionPace {
    static let linkLifetime = Duration.seconds(CheckoutLimits.linkLifetimeSeconds)
    /// What was begun by the link in its last minutes may still be under way.
    static let linkGrace = Duration.seconds(900)
    /// After the end of a period the provider has had this long to begin the next one.
    static let renewalGrace = Duration.seconds(60)
    /// Providers collect about an hour after they have begun a period; without webhooks a failure is found this late.
    static let collectionGrace = Duration.seconds(3 * 3600)
    /// Days pass between the provider's tries to collect.
    static let troubleInterval = Duration.seconds(6 * 3600)
    /// Between two computers' clocks there may be this much: what lies closer together has no order.
    static let clockTolerance = Duration.seconds(300)

    private static let longestDelay = 3600
    /// Of a call that comes to nothing: an hour and a half.
    static let checksBeforeReview = 12

    static func delay(afterCheck count: Int) -> Duration {
        .seconds(min(longestDelay, 2 << min(count, 12)))
    }

    static func nextCheck(of state: SubscriptionState, after time: Timestamp) -> Timestamp? {
        if state.status.isTerminal || state.status == .draft { return nil }
        if state.status == .pendingPayment { return state.linkExpiresAt.map { $0 + linkGrace } }
        guard state.isBilled else { return [state.cancelAt, state.currentPeriod?.upperBound].compactMap { $0 }.min() }
        switch state.status {
        case .pastDue, .unpaid, .paused, .incomplete: return time + troubleInterval
        default: break
        }
        let moments = [
            state.currentPeriod.map { $0.lowerBound + collectionGrace }, state.trialEnd.map { $0 + renewalGrace },
            state.cancelAt.map { $0 + renewalGrace }, state.currentPeriod.map { $0.upperBound + renewalGrace },
        ]
        // All are past when the provider is late: it is asked again, at a slowing pace.
        return moments.compactMap { $0 }.filter { $0 > time }.min()
            ?? time + .seconds(60) + delay(afterCheck: state.checkCount)
    }
}
