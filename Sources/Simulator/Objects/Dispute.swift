import HTTPMessages

/// A buyer's complaint at their bank.
struct Dispute: SimulatedObject {
    static let noun = "dispute"

    let id: String
    let owner: Owner
    let created: Int64
    let amount: Int64
    let currency: String
    let charge: String
    let paymentIntent: String
    let reason: String

    var json: JSONValue {
        [
            "id": .string(id), "object": "dispute", "amount": .integer(amount), "balance_transactions": [],
            "charge": .string(charge), "created": .integer(created), "currency": .string(currency), "evidence": [:],
            "evidence_details": [
                "due_by": .integer(created + 604_800), "has_evidence": false, "past_due": false, "submission_count": 0,
            ],
            "is_charge_refundable": false, "livemode": .bool(owner.isLive), "metadata": [:],
            "payment_intent": .string(paymentIntent), "reason": .string(reason), "status": "needs_response",
        ]
    }
}
