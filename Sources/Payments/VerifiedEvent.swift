package import Checkout

/// An event of the provider's whose signature held, read as far as the service needs it. The raw bytes are stored beside
/// it; what is not understood here can still be replayed from them.
package struct VerifiedEvent: Hashable, Sendable {
    /// What it is about.
    package enum Subject: Hashable, Sendable {
        /// A payment or setup intent in a new state.
        case intent(IntentReport, session: CheckoutSessionID?)
        case subscription(SubscriptionReport)
        /// A bill that was paid, could not be, or was given up: its status says which.
        case invoice(InvoiceReport)
        /// Money of an intent went back: the sums.
        case refundedCharge(RefundedChargeReport)
        /// One refund in a new state.
        case refund(RefundReport, intentID: String)
        case dispute(DisputeReport)
        /// Stored and acknowledged, nothing more.
        case other(objectID: String?)
        /// A type we act on whose object does not have the shape it should: for review.
        case unreadable(reason: String)
    }

    package let id: String
    package let type: String
    package let createdAt: Timestamp
    package let accountID: String?
    package let livemode: Bool
    package let apiVersion: String?
    package let subject: Subject

    package init(
        id: String, type: String, createdAt: Timestamp, accountID: String?, livemode: Bool, apiVersion: String?,
        subject: Subject
    ) {
        self.id = id
        self.type = type
        self.createdAt = createdAt
        self.accountID = accountID
        self.livemode = livemode
        self.apiVersion = apiVersion
        self.subject = subject
    }
}
