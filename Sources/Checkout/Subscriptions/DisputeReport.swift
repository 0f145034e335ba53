/// What the provider says about a payment whose buyer went to the bank to have it back.
package struct DisputeReport: Hashable, Sendable {
    /// How it stands.
    package enum Status: String, Hashable, Sendable {
        /// A bank asks first; no money has moved.
        case warningNeedsResponse = "warning_needs_response"
        case warningUnderReview = "warning_under_review"
        case warningClosed = "warning_closed"
        case needsResponse = "needs_response"
        case underReview = "under_review"
        case won, lost, prevented

        package var isOver: Bool {
            switch self {
            case .won, .lost, .prevented, .warningClosed: true
            case .warningNeedsResponse, .warningUnderReview, .needsResponse, .underReview: false
            }
        }
    }

    /// The provider's ids of the dispute and of the intent it is about.
    package var providerID: String
    package var intentID: String
    package var status: Status
    package var amount: Money
    /// In the provider's word: `fraudulent`, `subscription_canceled`, ….
    package var reason: String?
    /// Until when the merchant may answer.
    package var respondBy: Timestamp?
    package var createdAt: Timestamp
    package var accountID: String?
    package var livemode: Bool

    package init(
        providerID: String, intentID: String, status: Status, amount: Money, reason: String? = nil,
        respondBy: Timestamp? = nil, createdAt: Timestamp, accountID: String? = nil, livemode: Bool
    ) {
        self.providerID = providerID
        self.intentID = intentID
        self.status = status
        self.amount = amount
        self.reason = reason
        self.respondBy = respondBy
        self.createdAt = createdAt
        self.accountID = accountID
        self.livemode = livemode
    }
}
