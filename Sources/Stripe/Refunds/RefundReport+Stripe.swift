import Checkout
import HTTPMessages

extension RefundReport {
    init(stripe object: JSONObject, accountID: String?) throws(UnreadableMember) {
        try object.checkType("refund")
        guard let status = Status(rawValue: try object.text("status")) else { throw UnreadableMember("status") }
        self.init(
            providerID: try object.text("id"), intentID: object.reference("payment_intent"), status: status,
            amount: try object.money("amount"), failureReason: object["failure_reason"]?.string,
            reference: object.notes[StripeMetadata.refund], createdAt: try object.time("created"),
            accountID: accountID)
    }
}

extension RefundedChargeReport {
    /// Of a charge that an intent made.
    init(stripe object: JSONObject, intentID: String, accountID: String?) throws(UnreadableMember) {
        try object.checkType("charge")
        self.init(
            intentID: intentID, customer: object.reference("customer"), charged: try object.money("amount"),
            refunded: try object.money("amount_refunded"), accountID: accountID, livemode: try object.bool("livemode"))
    }
}

extension DisputeReport {
    /// Of a charge that an intent made.
    init(stripe object: JSONObject, intentID: String, accountID: String?) throws(UnreadableMember) {
        try object.checkType("dispute")
        guard let status = Status(rawValue: try object.text("status")) else { throw UnreadableMember("status") }
        self.init(
            providerID: try object.text("id"), intentID: intentID, status: status, amount: try object.money("amount"),
            reason: object["reason"]?.string,
            respondBy: try object["evidence_details"]?.object?.optionalTime("due_by"),
            createdAt: try object.time("created"), accountID: accountID, livemode: try object.bool("livemode"))
    }
}
