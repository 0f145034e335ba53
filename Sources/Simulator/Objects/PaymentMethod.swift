import HTTPMessages

/// A card a buyer gave, as Stripe's PaymentMethod.
struct PaymentMethod: SimulatedObject {
    static let noun = "PaymentMethod"

    let id: String
    let owner: Owner
    let created: Int64
    let card: TestCard
    let expiryMonth: Int64
    let expiryYear: Int64
    let fingerprint: String
    var billingDetails: JSONValue
    var metadata: JSONObject
    var customer: String?
    /// The buyer agreed to later charges without being there, so a card that asks for 3DS once does not ask again.
    var isSetUp = false

    var last4: String { String(card.number.suffix(4)) }

    var json: JSONValue {
        [
            "id": .string(id), "object": "payment_method", "allow_redisplay": "unspecified",
            "billing_details": billingDetails, "card": cardDetails, "created": .integer(created),
            "customer": .text(customer), "livemode": .bool(owner.isLive), "metadata": .object(metadata), "type": "card",
        ]
    }

    private var cardDetails: JSONValue {
        [
            "brand": .string(card.brand.rawValue),
            "checks": [
                "address_line1_check": .null, "address_postal_code_check": .null,
                "cvc_check": card.decline == .incorrectCVC ? "fail" : "pass",
            ],
            "country": .string(card.country), "display_brand": .string(card.brand.rawValue),
            "exp_month": .integer(expiryMonth), "exp_year": .integer(expiryYear), "fingerprint": .string(fingerprint),
            "funding": .string(card.funding), "generated_from": .null, "last4": .string(last4),
            "networks": ["available": [.string(card.brand.rawValue)], "preferred": .null],
            "three_d_secure_usage": ["supported": .bool(card.brand != .amex)], "wallet": .null,
        ]
    }

    /// What a charge tells about the card it took.
    var chargeDetails: JSONValue {
        [
            "card": [
                "brand": .string(card.brand.rawValue), "country": .string(card.country),
                "exp_month": .integer(expiryMonth), "exp_year": .integer(expiryYear),
                "fingerprint": .string(fingerprint), "funding": .string(card.funding), "last4": .string(last4),
                "network": .string(card.brand.rawValue),
            ],
            "type": "card",
        ]
    }
}
