package import Checkout

/// What the service asks of a payment provider, in the rules' own words. Every provider's adapter makes one of these.
///
/// Nothing here throws for a decline: a decline is an answer. A `ProviderFailure` is the lack of one.
package struct ProviderClient: Sendable {
    /// A payment intent, or for a trial a setup intent. The same order is the same intent however often it is sent.
    package var createIntent: @Sendable (IntentOrder) async -> CreateAnswer
    package var confirmIntent: @Sendable (ConfirmOrder) async -> ConfirmAnswer
    package var lookUpIntent: @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport
    /// How the intent stands afterwards, which is not canceled when it could not be any more.
    package var cancelIntent: @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport
    package var refund: @Sendable (RefundOrder) async throws(ProviderFailure) -> RefundAnswer
    /// The provider's id of a new customer.
    package var createCustomer: @Sendable (CustomerOrder) async throws(ProviderFailure) -> String

    package init(
        createIntent: @escaping @Sendable (IntentOrder) async -> CreateAnswer,
        confirmIntent: @escaping @Sendable (ConfirmOrder) async -> ConfirmAnswer,
        lookUpIntent: @escaping @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport,
        cancelIntent: @escaping @Sendable (IntentReference) async throws(ProviderFailure) -> IntentReport,
        refund: @escaping @Sendable (RefundOrder) async throws(ProviderFailure) -> RefundAnswer,
        createCustomer: @escaping @Sendable (CustomerOrder) async throws(ProviderFailure) -> String
    ) {
        self.createIntent = createIntent
        self.confirmIntent = confirmIntent
        self.lookUpIntent = lookUpIntent
        self.cancelIntent = cancelIntent
        self.refund = refund
        self.createCustomer = createCustomer
    }

    /// For tests: reports whatever is called, and fails it. A test replaces what it expects.
    package static func unexpected(_ report: @escaping @Sendable (_ call: String) -> Void) -> ProviderClient {
        let failure = ProviderFailure(kind: .refused, mayHaveActed: false, detail: "unexpected")
        return ProviderClient(
            createIntent: { order in
                report("createIntent \(order.key)")
                return .unanswered(failure)
            },
            confirmIntent: { order in
                report("confirmIntent \(order.key)")
                return .notSent
            },
            lookUpIntent: { intent throws(ProviderFailure) in
                report("lookUpIntent \(intent.intentID)")
                throw failure
            },
            cancelIntent: { intent throws(ProviderFailure) in
                report("cancelIntent \(intent.intentID)")
                throw failure
            },
            refund: { order throws(ProviderFailure) in
                report("refund \(order.key)")
                throw failure
            },
            createCustomer: { order throws(ProviderFailure) in
                report("createCustomer \(order.customerID)")
                throw failure
            })
    }
}
