/// At most one live subscription of a customer to a product. What two buyers' tabs have both paid for is paid back once.
package enum LiveRule {
    /// The subscription that stands in the way of another one of the same customer and product.
    package static func obstacle(
        _ others: some Sequence<(id: SubscriptionID, status: SubscriptionStatus)>, to id: SubscriptionID? = nil
    ) -> StartRefusal? {
        others.filter { $0.status.isLive && $0.id != id }.map(\.id).min().map(StartRefusal.alreadySubscribed)
    }
}

/// One trial for a customer and product, however it ended.
package enum TrialRule {
    package static func obstacle(isTrial: Bool, hasBeenUsed: Bool) -> StartRefusal? {
        isTrial && hasBeenUsed ? .trialUsed : nil
    }
}

/// What is on record of the buyer when a subscription is to start.
package struct BuyerHistory: Hashable, Sendable {
    /// The live subscription to the same product, if there is one.
    package var liveSubscription: SubscriptionID?
    /// Whether there was a trial of the same product before.
    package var hasUsedTrial: Bool

    package static let none = BuyerHistory()

    package init(liveSubscription: SubscriptionID? = nil, hasUsedTrial: Bool = false) {
        self.liveSubscription = liveSubscription
        self.hasUsedTrial = hasUsedTrial
    }

    /// Asked when a session is made, when it is confirmed, and once more, under lock, when it is paid. `mode` is how the
    /// session starts it.
    package func refusal(toStart mode: CheckoutMode) -> StartRefusal? {
        if let liveSubscription { return .alreadySubscribed(liveSubscription) }
        return TrialRule.obstacle(isTrial: mode == .trial, hasBeenUsed: hasUsedTrial)
    }
}

/// Why no subscription can start.
package enum StartRefusal: Error, Hashable, Sendable {
    case alreadySubscribed(SubscriptionID)
    case trialUsed
    /// The one that was to be paid for is over, or runs already.
    case notPayable(SubscriptionStatus)
    /// There is no such subscription of this buyer's.
    case notFound
}

/// Why a subscription cannot be changed as asked.
package enum SubscriptionRefusal: Error, Hashable, Sendable {
    /// Nothing comes after its end.
    case ended(SubscriptionStatus)
    /// It has not begun.
    case notStarted(SubscriptionStatus)
    /// The provider is being asked for something else at this moment.
    case callInProgress(OwedCall.Kind)
    /// The customer has the product that it is to become one to by another subscription, or is about to.
    case alreadySubscribed(SubscriptionID)
    /// It does not end, so that it cannot be kept from ending.
    case notCanceling
    /// A plan that costs something needs a payment method, which only a checkout collects.
    case needsCheckout
    /// Providers bill a subscription in one currency.
    case differentCurrency
    /// No status that a person may set, from the one it has.
    case notAllowed(from: SubscriptionStatus, to: SubscriptionStatus)
    /// It is not what the checkout had worked out its price for: changed, or renewed, since then.
    case changedMeanwhile

    /// For timelines.
    var word: String {
        switch self {
        case .ended: "ended"
        case .notStarted: "not_started"
        case .callInProgress: "call_in_progress"
        case .alreadySubscribed: "already_subscribed"
        case .notCanceling: "not_canceling"
        case .needsCheckout: "needs_checkout"
        case .differentCurrency: "different_currency"
        case .notAllowed: "not_allowed"
        case .changedMeanwhile: "changed_meanwhile"
        }
    }
}
