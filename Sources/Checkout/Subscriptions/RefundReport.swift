/// What the provider says about one refund.
package struct RefundReport: Hashable, Sendable {
    /// How it stands. It can fail after it succeeded: the buyer's bank sent the money back.
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case pending
        case requiresAction = "requires_action"
        case succeeded, failed, canceled

        /// Whether the money is, or may still come, with the buyer.
        package var holds: Bool { self != .failed && self != .canceled }

        /// Providers only ever move a refund to a greater one; what says less is old.
        var progress: Int {
            switch self {
            case .pending: 0
            case .requiresAction: 1
            case .succeeded: 2
            case .failed, .canceled: 3
            }
        }
    }

    /// The provider's ids of the refund and of the intent whose money it is.
    package var providerID: String
    package var intentID: String?
    package var status: Status
    package var amount: Money
    /// Why it failed, in the provider's word.
    package var failureReason: String?
    /// Our key, where the provider kept it for us.
    package var reference: String?
    package var createdAt: Timestamp
    package var accountID: String?

    package init(
        providerID: String, intentID: String? = nil, status: Status, amount: Money, failureReason: String? = nil,
        reference: String? = nil, createdAt: Timestamp, accountID: String? = nil
    ) {
        self.providerID = providerID
        self.intentID = intentID
        self.status = status
        self.amount = amount
        self.failureReason = failureReason
        self.reference = reference
        self.createdAt = createdAt
        self.accountID = accountID
    }
}

/// What the provider says about a charge of which money went back: the sums, not the single refunds.
package struct RefundedChargeReport: Hashable, Sendable {
    package var intentID: String
    /// The provider's id of who paid.
    package var customer: String?
    package var charged: Money
    /// All refunds of it together.
    package var refunded: Money
    package var accountID: String?
    package var livemode: Bool

    package var isWhole: Bool { refunded == charged }

    package init(
        intentID: String, customer: String? = nil, charged: Money, refunded: Money, accountID: String? = nil,
        livemode: Bool
    ) {
        self.intentID = intentID
        self.customer = customer
        self.charged = charged
        self.refunded = refunded
        self.accountID = accountID
        self.livemode = livemode
    }
}
