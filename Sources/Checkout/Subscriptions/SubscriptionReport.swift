/// What the provider says about a subscription: in an answer, in an event or when it is looked up.
package struct SubscriptionReport: Hashable, Sendable {
    /// The provider's id.
    package var providerID: String
    /// Ours, where the provider kept it for us.
    package var subscriptionID: SubscriptionID?
    /// The provider's ids of who pays, of what is paid for, and of the line that says so.
    package var customer: String
    package var price: String?
    package var item: String?
    package var quantity: Int64
    package var status: SubscriptionStatus
    package var currentPeriod: Range<Timestamp>?
    package var trialEnd: Timestamp?
    package var cancelAtPeriodEnd: Bool
    package var cancelAt: Timestamp?
    package var canceledAt: Timestamp?
    package var endedAt: Timestamp?
    package var accountID: String?
    package var livemode: Bool

    package init(
        providerID: String, subscriptionID: SubscriptionID? = nil, customer: String, price: String? = nil,
        item: String? = nil, quantity: Int64 = 1, status: SubscriptionStatus, currentPeriod: Range<Timestamp>? = nil,
        trialEnd: Timestamp? = nil, cancelAtPeriodEnd: Bool = false, cancelAt: Timestamp? = nil,
        canceledAt: Timestamp? = nil, endedAt: Timestamp? = nil, accountID: String? = nil, livemode: Bool
    ) {
        self.providerID = providerID
        self.subscriptionID = subscriptionID
        self.customer = customer
        self.price = price
        self.item = item
        self.quantity = quantity
        self.status = status
        self.currentPeriod = currentPeriod
        self.trialEnd = trialEnd
        self.cancelAtPeriodEnd = cancelAtPeriodEnd
        self.cancelAt = cancelAt
        self.canceledAt = canceledAt
        self.endedAt = endedAt
        self.accountID = accountID
        self.livemode = livemode
    }
}
