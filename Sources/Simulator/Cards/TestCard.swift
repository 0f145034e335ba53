/// One of Stripe's published test cards and what it makes happen.
struct TestCard: Hashable, Sendable {
    /// When the buyer has to prove who they are.
    enum Authentication: Hashable, Sendable {
        case never
        /// On the first use; not again once the card was set up for use without the buyer.
        case unlessSetUp
        case always
    }

    /// When a refund of it is through.
    enum RefundSettlement: Hashable, Sendable {
        case atOnce
        case later
        case failsLater
    }

    let number: String
    /// What follows `pm_card_` and `tok_` in the names for it.
    let names: [String]
    let brand: CardBrand
    var funding = "credit"
    var country = "US"
    /// How a charge ends, after the authentication when there is one.
    var decline: CardDecline?
    var authentication = Authentication.never
    /// The decline shows only when it is charged, not when it is stored.
    var isStorable = true
    var refunds = RefundSettlement.atOnce
    /// The reason of the dispute that follows a successful charge.
    var disputeReason: String?

    /// What storing it for later answers: Stripe asks the issuer then, too.
    var storingDecline: CardDecline? { isStorable ? nil : decline }
}

/// A card network.
enum CardBrand: String, Hashable, Sendable {
    case visa, mastercard, amex, discover, diners, jcb, unionpay

    var cvcDigits: Int { self == .amex ? 4 : 3 }
}
