/// How a call wants a subscription's payments and prorations.
struct SubscriptionOptions: Sendable {
    /// What a payment that fails does to the call.
    enum PaymentBehavior: String, CaseIterable, Sendable {
        case allowIncomplete = "allow_incomplete"
        case defaultIncomplete = "default_incomplete"
        case errorIfIncomplete = "error_if_incomplete"
        case pendingIfIncomplete = "pending_if_incomplete"
    }

    /// What a change in the middle of a period costs, and when.
    enum ProrationBehavior: String, CaseIterable, Sendable {
        /// With the next bill.
        case createProrations = "create_prorations"
        case alwaysInvoice = "always_invoice"
        case none
    }

    var payment: PaymentBehavior
    var proration: ProrationBehavior
    /// The buyer is not there, so nobody can prove anything.
    var isOffSession: Bool

    init(_ parameters: Parameters) throws(StripeFailure) {
        let behaviors = PaymentBehavior.allCases.map(\.rawValue)
        payment =
            try parameters.choice("payment_behavior", of: behaviors).flatMap(PaymentBehavior.init)
            ?? .allowIncomplete
        let prorations = ProrationBehavior.allCases.map(\.rawValue)
        proration =
            try parameters.choice("proration_behavior", of: prorations).flatMap(ProrationBehavior.init)
            ?? .createProrations
        isOffSession = try parameters.flag("off_session") ?? false
        guard payment != .pendingIfIncomplete else {
            throw .invalid("The simulator has no pending updates.", param: "payment_behavior")
        }
    }
}
