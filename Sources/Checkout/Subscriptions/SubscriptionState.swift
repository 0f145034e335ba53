/// Everything about a subscription that changes: flat, so that a store can keep it in columns.
package struct SubscriptionState: Hashable, Sendable {
    /// 1 when it is made, and one more with every change that merchants see.
    package var version = 0
    /// One more with every change at all: tells whether a look-up's answer is older than what is known.
    package var revision = 0
    package var status: SubscriptionStatus
    package var plan: SubscriptionPlan
    package var metadata: Metadata
    package var origin: SubscriptionOrigin?
    /// From which its periods are counted.
    package var anchor: Timestamp?
    package var currentPeriod: Range<Timestamp>?
    /// The end of what the checkout paid for: the provider bills nothing before it.
    package var paidUntil: Timestamp?
    package var trialEnd: Timestamp?
    package var cancelAtPeriodEnd = false
    package var cancelAt: Timestamp?
    package var canceledAt: Timestamp?
    /// When it reached a terminal status.
    package var endedAt: Timestamp?
    package var provider = ProviderHandles()
    /// What the provider has to be asked for and has not answered yet. At most one.
    package var owed: OwedCall?
    /// How many calls were recorded: each has its number, and with it its key.
    package var callCount = 0
    /// Until when the link can be paid by.
    package var linkExpiresAt: Timestamp?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// The provider's own time of the latest event that was believed.
    package var eventAt: Timestamp?
    /// When the latest answer that was believed had been asked for, by our clock.
    package var reportedAt: Timestamp?
    /// Something was heard while a call was under way, which may or may not be in its answer: the provider is asked after it.
    package var isStale = false
    /// When owed work, the end of a period, or the next comparison with the provider comes due.
    package var checkAt: Timestamp?
    /// How often in a row something came due and nothing came of it: the pace slows down.
    package var checkCount = 0

    init(_ status: SubscriptionStatus, _ plan: SubscriptionPlan, metadata: Metadata, createdAt: Timestamp) {
        self.status = status
        self.plan = plan
        self.metadata = metadata
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// As it was stored; the rest is set one by one.
    package init(
        stored status: SubscriptionStatus, plan: SubscriptionPlan, metadata: Metadata, createdAt: Timestamp
    ) {
        self.init(status, plan, metadata: metadata, createdAt: createdAt)
    }

    /// Whether a checkout may put it on a plan that costs something: it runs, and nobody bills it.
    package var mayBeUpgraded: Bool { status.isLive && !isBilled && owed == nil }

    /// Whether a provider bills it, or is about to.
    package var isBilled: Bool { provider.subscription != nil || owed?.kind.isProvisioning == true }
}

/// A call to the provider: on record, with its number, before it is made, and until its outcome is known.
package struct OwedCall: Hashable, Sendable {
    /// What is asked for.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case customer
        case paymentMethod = "payment_method"
        case subscription
        case cancelAtPeriodEnd = "cancel_at_period_end"
        case reactivation
        case cancellation
        case change
        /// What the checkout paid goes back, because the rest can never be done.
        case refund

        /// Part of making it at the provider.
        package var isProvisioning: Bool { self == .customer || self == .paymentMethod || self == .subscription }

        /// Somebody asked for it, and waits for what comes of it.
        package var isAskedFor: Bool {
            switch self {
            case .cancelAtPeriodEnd, .reactivation, .cancellation, .change: true
            case .customer, .paymentMethod, .subscription, .refund: false
            }
        }
    }

    package let kind: Kind
    package let number: Int
    /// What it changes to, for a change.
    package let plan: SubscriptionPlan?
    /// The checkout by which somebody paid for the change, when it was one.
    package let purchase: ChangePurchase?
    package var sentAt: Timestamp
    /// The call is being made, or whoever made it is dead.
    package var isUnderWay: Bool
    /// An answer was lost: it may have been done.
    package var isInDoubt: Bool

    package init(
        kind: Kind, number: Int, plan: SubscriptionPlan? = nil, purchase: ChangePurchase? = nil, sentAt: Timestamp,
        isUnderWay: Bool = true, isInDoubt: Bool = false
    ) {
        self.kind = kind
        self.number = number
        self.plan = plan
        self.purchase = purchase
        self.sentAt = sentAt
        self.isUnderWay = isUnderWay
        self.isInDoubt = isInDoubt
    }
}

/// The part that merchants see. `version` counts its changes and nothing else.
struct VisibleSubscription: Hashable {
    private let status: SubscriptionStatus
    private let plan: SubscriptionPlan
    private let metadata: Metadata
    private let times: [Timestamp?]
    private let cancelAtPeriodEnd: Bool

    init(_ state: SubscriptionState) {
        status = state.status
        plan = state.plan
        metadata = state.metadata
        times = [
            state.currentPeriod?.lowerBound, state.currentPeriod?.upperBound, state.trialEnd, state.cancelAt,
            state.canceledAt, state.endedAt, state.linkExpiresAt,
        ]
        cancelAtPeriodEnd = state.cancelAtPeriodEnd
    }
}
