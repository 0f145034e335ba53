import Checkout
import Payments

/// What a provider's event says about a subscription or a bill of one.
struct SubscriptionNews: Sendable {
    /// Said of itself, or by a bill of its.
    enum Content: Sendable {
        case report(SubscriptionReport)
        case invoice(InvoiceReport)
    }

    let content: Content
    /// The provider's own time of it.
    let createdAt: Timestamp

    /// `nil` for an event about anything else.
    init?(_ event: VerifiedEvent) {
        switch event.subject {
        case .subscription(let report): content = .report(report)
        case .invoice(let invoice): content = .invoice(invoice)
        case .intent, .refundedCharge, .refund, .dispute, .other, .unreadable: return nil
        }
        createdAt = event.createdAt
    }

    /// The provider's id of the subscription; `nil` for a bill that is for none.
    var providerID: String? {
        switch content {
        case .report(let report): report.providerID
        case .invoice(let invoice): invoice.subscription
        }
    }

    /// Ours, as far as what it is about says so. Anybody can write that there.
    var named: SubscriptionID? {
        switch content {
        case .report(let report): report.subscriptionID
        case .invoice(let invoice): invoice.subscriptionID
        }
    }
}
