/// Everything about a refund that changes: flat, so that a store can keep it in columns.
package struct RefundState: Hashable, Sendable {
    package var status: RefundReport.Status
    /// The provider's id of it; until the provider has told, nobody knows whether it exists.
    package var providerID: String?
    /// Why it failed, in the provider's word or in one of ours.
    package var failureReason: String?
    /// On record before it is made, and until its outcome is known.
    package var call: RefundCall?
    /// One more with every change: tells whether a look-up's answer is older than what is known.
    package var revision = 0
    package var updatedAt: Timestamp
    /// When it is looked at again.
    package var checkAt: Timestamp?
    /// How often in a row: the pace slows down.
    package var checkCount = 0

    package init(_ status: RefundReport.Status, updatedAt: Timestamp) {
        self.status = status
        self.updatedAt = updatedAt
    }

    /// Our word for a failure of which the provider never heard.
    package static let notSent = "not_sent"
}

/// The request to the provider that is not answered.
package struct RefundCall: Hashable, Sendable {
    /// Each number has a key of its own: what a provider answered to a key once, its own errors too, it answers ever after.
    package var number: Int
    /// When it was first sent under this key.
    package var startedAt: Timestamp
    /// When it was last sent, or was about to be.
    package var sentAt: Timestamp
    /// The same of the last one whose answer was lost: that one may have been done, or may yet be.
    package var doubtfulAt: Timestamp?

    package init(number: Int = 1, startedAt: Timestamp, sentAt: Timestamp, doubtfulAt: Timestamp? = nil) {
        self.number = number
        self.startedAt = startedAt
        self.sentAt = sentAt
        self.doubtfulAt = doubtfulAt
    }

    /// Nothing of it has been lost yet.
    var isFirst: Bool { number == 1 && doubtfulAt == nil }

    /// Whether no earlier request can still be done, so that what is not there now will not be there later.
    func isSettled(at time: Timestamp) -> Bool {
        doubtfulAt.map { time >= $0 + CheckPace.settledAfter } ?? true
    }
}
