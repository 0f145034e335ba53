import Checkout
import HTTPMessages

extension Decline {
    /// Why the last attempt failed, when the intent says so.
    init?(lastErrorOf intent: JSONObject) {
        guard let error = (intent["last_payment_error"] ?? intent["last_setup_error"])?.object else { return nil }
        // What is no card's error came after the payment was under way: a debit that was returned.
        self.init(stripeError: error, otherwise: .paymentFailed)
    }

    /// Of an `error` member, or of what an intent keeps of one. The rules know Stripe's decline codes, and the error codes
    /// that stand in for one where the bank gave none.
    init(stripeError error: JSONObject, otherwise fallback: FailureCode = .paymentMethodInvalid) {
        let code = error["code"]?.string
        let declineCode = error["decline_code"]?.string
        switch code {
        case "payment_intent_authentication_failure", "setup_intent_authentication_failure":
            self.init(.authenticationFailed)
        case "payment_intent_payment_attempt_failed", "payment_intent_payment_attempt_expired":
            self.init(.paymentFailed, declineCode: declineCode)
        case "card_declined", nil:
            self.init(.cardDeclined, declineCode: declineCode)
        default:
            let isCard = error["type"]?.string == "card_error"
            self.init(isCard ? .cardDeclined : fallback, declineCode: declineCode ?? code)
        }
    }
}
