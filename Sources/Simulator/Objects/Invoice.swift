import Checkout
import HTTPMessages

/// A bill of a subscription.
struct Invoice: SimulatedObject {
    /// How it stands.
    enum Status: String, CaseIterable, Sendable {
        case draft, open, paid, uncollectible, void
    }

    /// Why it was made.
    enum Reason: String, Sendable {
        case creation = "subscription_create"
        case cycle = "subscription_cycle"
        case update = "subscription_update"
        case upcoming
    }

    static let noun = "invoice"

    let id: String
    let owner: Owner
    let created: Int64
    let createdAt: Timestamp
    let customer: String
    let subscription: String?
    let subscriptionMetadata: JSONObject
    let reason: Reason
    let currency: String
    let lines: [InvoiceLine]
    /// What came before the bill, as Stripe has it; what is billed for is said by the lines.
    let period: Range<Timestamp>
    /// The customer's balance before, negative for credit.
    var startingBalance: Int64 = 0
    var status = Status.draft
    var number: String?
    var email: String?
    var name: String?
    /// Whether Stripe goes on by itself.
    var advances = true
    var attemptCount: Int64 = 0
    var nextAttempt: Timestamp?
    /// How often it was tried again on schedule.
    var retries = 0
    var paymentIntent: String?
    var payment: String
    var amountPaid: Int64 = 0
    var finalizedAt: Timestamp?
    var paidAt: Timestamp?
    var voidedAt: Timestamp?
    var uncollectibleAt: Timestamp?
    var metadata = JSONObject()
}

extension Invoice {
    var total: Int64 { lines.reduce(0) { $0 + $1.amount } }

    /// What is to be paid after the customer's credit, or their debt, was taken in.
    var amountDue: Int64 { max(0, total + startingBalance) }

    /// What is left of the customer's credit.
    var endingBalance: Int64 { min(0, total + startingBalance) }

    var amountRemaining: Int64 { status == .paid ? 0 : amountDue }
}
