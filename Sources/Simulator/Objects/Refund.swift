import Checkout
import HTTPMessages

/// Money on its way back to the buyer.
struct Refund: SimulatedObject {
    static let noun = "refund"

    /// How far it is.
    enum Status: String, Sendable {
        case pending, succeeded, failed
    }

    let id: String
    let owner: Owner
    let created: Int64
    let createdAt: Timestamp
    let amount: Int64
    let currency: String
    let charge: String
    let paymentIntent: String
    let reason: String?
    let idempotencyKey: String?
    var metadata: JSONObject
    var status: Status
    var failureReason: String?

    var json: JSONValue {
        var json: JSONObject = [
            "id": .string(id), "object": "refund", "amount": .integer(amount), "balance_transaction": .null,
            "charge": .string(charge), "created": .integer(created), "currency": .string(currency),
            "destination_details": ["card": ["type": "refund"], "type": "card"], "metadata": .object(metadata),
            "payment_intent": .string(paymentIntent), "reason": .text(reason), "receipt_number": .null,
            "source_transfer_reversal": .null, "status": .string(status.rawValue), "transfer_reversal": .null,
        ]
        if let failureReason {
            json["failure_reason"] = .string(failureReason)
            json["failure_balance_transaction"] = .null
        }
        return .object(json)
    }
}
