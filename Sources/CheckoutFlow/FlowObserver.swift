package import Checkout
package import Payments

/// Hears of what the flow does, for logs and metrics.
package struct FlowObserver: Sendable {
    package var effectEnded: @Sendable (EffectReport) -> Void
    /// A person has to look at something.
    package var reviewOpened: @Sendable (_ about: FlowSubject?, _ detail: String) -> Void
    package var eventHandled: @Sendable (_ type: String, EventOutcome) -> Void
    /// A payment was learned of by asking, which a webhook is to tell of as well.
    package var paidByAnswer: @Sendable (PaymentProvider) -> Void
    /// Something did not stand here as it does at the provider, and does now; in words.
    package var driftMended: @Sendable (FlowSubject, [String]) -> Void
    /// Work in the background met an error that nobody waits for.
    package var backgroundFailed: @Sendable (FlowSubject, any Error) -> Void

    package init(
        effectEnded: @escaping @Sendable (EffectReport) -> Void,
        reviewOpened: @escaping @Sendable (_ about: FlowSubject?, _ detail: String) -> Void,
        eventHandled: @escaping @Sendable (_ type: String, EventOutcome) -> Void,
        paidByAnswer: @escaping @Sendable (PaymentProvider) -> Void = { _ in },
        driftMended: @escaping @Sendable (FlowSubject, [String]) -> Void = { _, _ in },
        backgroundFailed: @escaping @Sendable (FlowSubject, any Error) -> Void
    ) {
        self.effectEnded = effectEnded
        self.reviewOpened = reviewOpened
        self.eventHandled = eventHandled
        self.paidByAnswer = paidByAnswer
        self.driftMended = driftMended
        self.backgroundFailed = backgroundFailed
    }

    /// Nobody listens.
    package static let silent = FlowObserver(
        effectEnded: { _ in }, reviewOpened: { _, _ in }, eventHandled: { _, _ in }, backgroundFailed: { _, _ in })
}

/// What something was done for.
package enum FlowSubject: Hashable, Sendable {
    case session(CheckoutSessionID)
    case subscription(SubscriptionID)
}

/// One call of a provider's, and what came of it: no amounts, no buyer, no secrets.
package struct EffectReport: Sendable {
    /// What was asked for.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case createIntent = "create_intent"
        case confirmIntent = "confirm_intent"
        case cancelIntent = "cancel_intent"
        case lookUpIntent = "look_up_intent"
        case refund
        case lookUpRefund = "look_up_refund"
        case createCustomer = "create_customer"
        case attachPaymentMethod = "attach_payment_method"
        case createSubscription = "create_subscription"
        case setCancelAtPeriodEnd = "set_cancel_at_period_end"
        case cancelSubscription = "cancel_subscription"
        case changeSubscription = "change_subscription"
        case previewChange = "preview_change"
        case lookUpSubscription = "look_up_subscription"
        case listSubscriptions = "list_subscriptions"
    }

    /// What came of it.
    package enum Result: Sendable {
        /// It moved what it was for, or changed nothing because nothing had changed.
        case answered
        /// The answer came too late to count.
        case late
        /// No answer, or none that tells.
        case unanswered(ProviderFailure?)
        /// The provider will not do it.
        case refused(reason: String)
        case notConfigured
        /// There was an answer, and it could not be written down; it is asked for again.
        case notRecorded(any Error)
    }

    /// `nil` for a list.
    package let about: FlowSubject?
    package let kind: Kind
    package let duration: Duration
    package let result: Result
}
