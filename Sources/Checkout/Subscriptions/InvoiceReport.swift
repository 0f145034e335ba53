/// What the provider says about a bill of a subscription.
package struct InvoiceReport: Hashable, Sendable {
    /// Why it was made.
    package enum Reason: String, Hashable, Sendable {
        case creation = "subscription_create"
        case renewal = "subscription_cycle"
        case change = "subscription_update"
        case other
    }

    /// How it stands.
    package enum Status: String, Hashable, Sendable {
        case draft, open, paid, void, uncollectible
    }

    /// The provider's ids of the bill, of what it is for and of who pays it.
    package var providerID: String
    package var subscription: String?
    package var customer: String
    package var status: Status
    package var reason: Reason
    package var amountDue: Money
    package var amountPaid: Money
    package var attemptCount: Int
    /// When the provider tries again, if it does.
    package var nextAttemptAt: Timestamp?
    /// What is billed for.
    package var period: Range<Timestamp>?
    package var createdAt: Timestamp
    package var accountID: String?
    package var livemode: Bool
    /// Ours, where the provider kept it for us.
    package var subscriptionID: SubscriptionID?

    package init(
        providerID: String, subscription: String?, customer: String, status: Status, reason: Reason, amountDue: Money,
        amountPaid: Money, attemptCount: Int, nextAttemptAt: Timestamp? = nil, period: Range<Timestamp>? = nil,
        createdAt: Timestamp, accountID: String? = nil, livemode: Bool,
        subscriptionID: SubscriptionID? = nil
    ) {
        self.providerID = providerID
        self.subscription = subscription
        self.customer = customer
        self.status = status
        self.reason = reason
        self.amountDue = amountDue
        self.amountPaid = amountPaid
        self.attemptCount = attemptCount
        self.nextAttemptAt = nextAttemptAt
        self.period = period
        self.createdAt = createdAt
        self.accountID = accountID
        self.livemode = livemode
        self.subscriptionID = subscriptionID
    }
}
