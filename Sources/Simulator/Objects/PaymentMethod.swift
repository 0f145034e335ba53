import HTTPMessages

/// What a buyer gave to be charged, as Stripe's PaymentMethod.
struct PaymentMethod: SimulatedObject {
    /// A card, or an account to be debited.
    enum Instrument: Hashable, Sendable {
        case card(TestCard, expiryMonth: Int64, expiryYear: Int64)
        case bankAccount(TestBankAccount)
    }

    static let noun = "PaymentMethod"

    let id: String
    let owner: Owner
    let created: Int64
    let instrument: Instrument
    let fingerprint: String
    var billingDetails: JSONValue
    var metadata: JSONObject
    var customer: String?
    /// The buyer agreed to later charges without being there, so a card that asks for 3DS once does not ask again.
    var isSetUp = false

    var card: TestCard? {
        if case .card(let card, _, _) = instrument { card } else { nil }
    }

    var bankAccount: TestBankAccount? {
        if case .bankAccount(let account) = instrument { account } else { nil }
    }

    var type: String { card == nil ? "us_bank_account" : "card" }

    var last4: String {
        switch instrument {
        case .card(let card, _, _): String(card.number.suffix(4))
        case .bankAccount(let account): account.last4
        }
    }

    /// Whether the next use of it needs the buyer's proof.
    var asksForAuthentication: Bool {
        switch card?.authentication ?? .never {
        case .never: false
        case .unlessSetUp: !isSetUp
        case .always: true
        }
    }
}
