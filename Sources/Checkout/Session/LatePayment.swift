/// Money that arrived after its session had ended, or for which nothing can be given, and what became of it.
package struct LatePayment: Hashable, Sendable, Codable {
    package let receivedAt: Timestamp
    package var resolution: Resolution

    /// Never "forgotten": each of these is either an end or owed work.
    package enum Resolution: String, Hashable, Sendable, Codable {
        case honoured
        /// The refund is asked for until the provider answers.
        case refundOwed = "refund_owed"
        case refunded
        /// The provider will not refund it: a person has to.
        case refundRefused = "refund_refused"
    }

    package init(receivedAt: Timestamp, resolution: Resolution) {
        self.receivedAt = receivedAt
        self.resolution = resolution
    }
}
