import HTTPMessages

/// A buyer's complaint at their bank.
struct Dispute: SimulatedObject {
    /// Who has the word.
    enum Status: String, Sendable {
        case needsResponse = "needs_response"
        case underReview = "under_review"
        case won, lost

        var isOver: Bool { self == .won || self == .lost }
    }

    static let noun = "dispute"
    /// How long the merchant may take; then the buyer is right.
    static let defenceTime: Duration = .seconds(604_800)

    let id: String
    let owner: Owner
    let created: Int64
    let amount: Int64
    let currency: String
    let charge: String
    let paymentIntent: String
    let reason: String
    var status = Status.needsResponse
    var evidence: JSONValue = [:]
    var metadata = JSONObject()

    var json: JSONValue {
        [
            "id": .string(id), "object": "dispute", "amount": .integer(amount), "balance_transactions": [],
            "charge": .string(charge), "created": .integer(created), "currency": .string(currency),
            "evidence": evidence,
            "evidence_details": [
                "due_by": .integer(created + Self.defenceTime.components.seconds),
                "has_evidence": .bool(evidence != [:]), "past_due": false,
                "submission_count": status == .needsResponse ? 0 : 1,
            ],
            "is_charge_refundable": false, "livemode": .bool(owner.isLive), "metadata": .object(metadata),
            "payment_intent": .string(paymentIntent), "reason": .string(reason), "status": .string(status.rawValue),
        ]
    }
}
