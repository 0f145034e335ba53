/// What the state machine has to know of a session that never changes after its creation.
package struct PaymentTerms: Hashable, Sendable {
    package let sessionID: CheckoutSessionID
    package let mode: CheckoutMode
    /// What the buyer pays now. The provider's intent is for exactly this.
    package let due: Money
    /// The provider's account that is to receive it, when it is not the platform's own.
    package let accountID: String?
    package let livemode: Bool
    package let expiresAt: Timestamp
    package let latePayments: LatePaymentPolicy
    /// Whether completion starts a subscription, in the same transaction.
    package let startsSubscription: Bool
    /// Whether completion grants entitlements, in the same transaction.
    package let grantsEntitlements: Bool

    package init(
        sessionID: CheckoutSessionID, mode: CheckoutMode, due: Money, accountID: String? = nil, livemode: Bool,
        expiresAt: Timestamp, latePayments: LatePaymentPolicy = .refundAlways, startsSubscription: Bool = false,
        grantsEntitlements: Bool = false
    ) {
        self.sessionID = sessionID
        self.mode = mode
        self.due = due
        self.accountID = accountID
        self.livemode = livemode
        self.expiresAt = expiresAt
        self.latePayments = latePayments
        self.startsSubscription = startsSubscription
        self.grantsEntitlements = grantsEntitlements
    }

    /// The amount an intent's reports must carry: none for an intent that only sets up a payment method.
    package var expectedAmount: Money? { mode == .standard ? due : nil }

    package var needsIntent: Bool { mode == .standard || mode == .trial }

    /// Whether confirming it changes a subscription that runs: its attempts are calls for that, and not payments.
    package var changesSubscription: Bool { mode == .change }
}

/// What becomes of money that arrives after a session ended: declared beforehand, never decided on the spot.
package struct LatePaymentPolicy: Hashable, Sendable, Codable {
    package enum Answer: String, Hashable, Sendable, Codable {
        /// The session completes after all. The only way out of `expired` and `canceled`.
        case honour
        /// The money goes back, and the session stays ended.
        case refund
    }

    package var afterExpiry: Answer
    package var afterCancel: Answer

    package init(afterExpiry: Answer, afterCancel: Answer) {
        self.afterExpiry = afterExpiry
        self.afterCancel = afterCancel
    }

    /// The default, because under it ended sessions stay ended.
    package static let refundAlways = LatePaymentPolicy(afterExpiry: .refund, afterCancel: .refund)
}
