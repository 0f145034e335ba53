/// What a confirm answers beside the session: the same facts in the words that client SDKs look for.
package struct ConfirmationSummary: Hashable, Sendable {
    package let success: Bool
    package let requiresAction: Bool
    package let actionURL: String?
    package let subscriptionID: SubscriptionID?
    package let message: String

    package init(_ session: SessionView) {
        success = session.status == .completed
        requiresAction = session.requiresAction
        actionURL = session.nextAction?.redirectURL
        subscriptionID = session.subscription?.id
        message = Self.message(for: session)
    }

    private static func message(for session: SessionView) -> String {
        switch session.status {
        case .completed: Self.message(forCompleted: session.checkoutMode)
        case .processing where session.checkoutMode == .change: "The subscription is being changed."
        case .pending where session.checkoutMode == .change: "Nothing has changed. You can try again."
        case .processing: "The payment is being processed."
        case .pending where session.requiresAction: "Your bank asks you to approve this payment."
        case .pending: "The payment was not made. You can try again."
        case .failed: session.failure?.message ?? FailureAdvice.declined.message
        case .expired: "This checkout has expired."
        case .canceled: "This checkout was canceled."
        }
    }

    private static func message(forCompleted mode: CheckoutMode) -> String {
        switch mode {
        case .standard: "The payment succeeded."
        case .free, .trial: "The checkout is complete."
        case .change: "The subscription was changed."
        }
    }
}
