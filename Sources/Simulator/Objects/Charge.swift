import Checkout
import HTTPMessages

/// One try at moving money, whether it worked or not.
struct Charge: SimulatedObject {
    static let noun = "charge"

    /// How far it came.
    enum State: Hashable, Sendable {
        /// A direct debit on its way.
        case pending
        case succeeded
        case declined(CardDecline)
        case returned(code: String, message: String)
    }

    let id: String
    let owner: Owner
    let created: Int64
    /// To the millisecond, for the ledger.
    let createdAt: Timestamp
    let paymentIntent: String
    let amount: Int64
    let currency: String
    let customer: String?
    let paymentMethod: String
    let methodDetails: JSONValue
    let billingDetails: JSONValue
    let metadata: JSONObject
    let applicationFeeAmount: Int64?
    var state: State
    /// The key of the call that made it.
    let idempotencyKey: String?
    var isCaptured: Bool
    var amountRefunded: Int64 = 0
    var dispute: String?

    var hasSucceeded: Bool { state == .succeeded }
    var isRefunded: Bool { amountRefunded == amount && amount > 0 }
}

extension Charge {
    var json: JSONValue {
        [
            "id": .string(id), "object": "charge", "amount": .integer(amount),
            "amount_captured": .integer(isCaptured ? amount : 0), "amount_refunded": .integer(amountRefunded),
            "application": .null, "application_fee": .null, "application_fee_amount": .number(applicationFeeAmount),
            "balance_transaction": .null, "billing_details": billingDetails,
            "calculated_statement_descriptor": "TILL SIMULATOR", "captured": .bool(isCaptured),
            "created": .integer(created), "currency": .string(currency), "customer": .text(customer),
            "description": .null, "disputed": .bool(dispute != nil), "failure_balance_transaction": .null,
            "failure_code": .text(failure?.code), "failure_message": .text(failure?.message), "fraud_details": [:],
            "livemode": .bool(owner.isLive), "metadata": .object(metadata), "on_behalf_of": .null, "outcome": outcome,
            "paid": .bool(hasSucceeded), "payment_intent": .string(paymentIntent),
            "payment_method": .string(paymentMethod), "payment_method_details": methodDetails, "receipt_email": .null,
            "receipt_number": .null, "receipt_url": .null, "refunded": .bool(isRefunded), "review": .null,
            "shipping": .null, "source": .null, "source_transfer": .null, "statement_descriptor": .null,
            "statement_descriptor_suffix": .null, "status": .string(status),
            "transfer_data": .null, "transfer_group": .null,
        ]
    }

    private var status: String {
        switch state {
        case .pending: "pending"
        case .succeeded: "succeeded"
        case .declined, .returned: "failed"
        }
    }

    private var failure: (code: String, message: String)? {
        switch state {
        case .pending, .succeeded: nil
        case .declined(let decline): (decline.code, decline.message)
        case .returned(let code, let message): (code, message)
        }
    }

    private var outcome: JSONValue {
        guard case .declined(let decline) = state else {
            return [
                "network_status": "approved_by_network", "reason": .null, "risk_level": "normal", "risk_score": 20,
                "seller_message": "Payment complete.", "type": "authorized",
            ]
        }
        let isBlocked = decline == .fraudulent
        return [
            "network_status": isBlocked ? "not_sent_to_network" : "declined_by_network",
            "reason": .string(isBlocked ? "highest_risk_level" : decline.declineCode ?? decline.code),
            "risk_level": isBlocked ? "highest" : "normal", "risk_score": isBlocked ? 92 : 20,
            "seller_message": isBlocked
                ? "Stripe blocked this payment as too risky." : "The bank did not approve the payment.",
            "type": isBlocked ? "blocked" : "issuer_declined",
        ]
    }
}
