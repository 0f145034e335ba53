package import Checkout

/// A subscription that a merchant makes: for whom, and how it begins.
package struct NewSubscription: Sendable {
    /// For whom.
    package enum Subscriber: Hashable, Sendable {
        case known(CustomerID)
        /// Found by what is told, else made.
        case described(CustomerDetails)
    }

    package let id: SubscriptionID
    package let organizationID: OrganizationID
    package let livemode: Bool
    package let subscriber: Subscriber
    package let plan: SubscriptionPlan
    package let metadata: Metadata
    package let isDraft: Bool
    /// Its checkout begins with a trial.
    package let isTrial: Bool
    package let provider: PaymentProvider
    package let accountID: String?
    package let entitlements: EntitlementRules
    package let at: Timestamp

    package init(
        for subscriber: Subscriber, of organization: Organization, livemode: Bool, plan: SubscriptionPlan,
        metadata: Metadata = .empty, isDraft: Bool, isTrial: Bool, provider: PaymentProvider, at time: Timestamp
    ) {
        id = .random()
        organizationID = organization.id
        self.livemode = livemode
        self.subscriber = subscriber
        self.plan = plan
        self.metadata = metadata
        self.isDraft = isDraft
        self.isTrial = isTrial
        self.provider = provider
        accountID = organization.stripeAccountID
        entitlements = organization.entitlements
        at = time
    }
}

/// What came of it.
package enum MakingOutcome: Sendable {
    /// Not new when the same request had made it before: whoever repeats one has one.
    case made(SubscriptionRecord, Customer, isNew: Bool)
    case refused(StartRefusal)
    case noSuchCustomer
}

extension NewSubscription {
    /// Before anything is paid: what costs nothing runs at once, all else waits.
    func begin(_ customer: CustomerID) -> (record: SubscriptionRecord, transition: SubscriptionTransition) {
        let terms = SubscriptionTerms(
            id: id, customerID: customer, provider: provider, accountID: accountID, livemode: livemode,
            entitlements: entitlements, createdAt: at)
        let transition =
            startsAtOnce
            ? SubscriptionMachine.started(terms, plan, metadata: metadata, as: .free, from: nil, at: at)
            : SubscriptionMachine.created(terms, plan, metadata: metadata, isDraft: isDraft, at: at)
        return (SubscriptionRecord(organizationID: organizationID, terms: terms, state: transition.state), transition)
    }

    var startsAtOnce: Bool { plan.isFree && !isDraft }

    var mode: CheckoutMode { plan.isFree ? .free : isTrial ? .trial : .standard }

    /// Whether that is what this request would have made.
    func isLike(_ state: SubscriptionState) -> Bool {
        state.origin == nil && state.plan == plan && state.metadata == metadata
    }
}
