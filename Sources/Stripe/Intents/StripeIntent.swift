import Checkout
import HTTPMessages

/// A payment or setup intent as Stripe describes it, read as far as it matters here.
struct StripeIntent: Hashable, Sendable {
    /// Which of the two it is.
    enum Kind: String, Sendable {
        case payment = "payment_intent"
        case setup = "setup_intent"

        /// By the form of the id: `pi_…` and `seti_…`.
        init(intentID: String) { self = intentID.hasPrefix("seti_") ? .setup : .payment }

        var collection: String { "/v1/\(rawValue)s" }
    }

    let kind: Kind
    let id: String
    let status: IntentStatus
    /// What was received once it has succeeded, else what is asked for; nil for setup intents.
    let amount: Money?
    let livemode: Bool
    let clientSecret: String?
    let session: CheckoutSessionID?
    let paymentMethod: String?
    let customer: String?

    /// Nil, with the reason thrown, when the object is not an intent we can make sense of. Guessing would be worse.
    init(_ object: JSONObject) throws(UnreadableMember) {
        guard let kind = object["object"]?.string.flatMap(Kind.init) else { throw UnreadableMember("object") }
        guard let id = object["id"]?.string, !id.isEmpty else { throw UnreadableMember("id") }
        guard let livemode = object["livemode"]?.bool else { throw UnreadableMember("livemode") }
        guard let word = object["status"]?.string, let status = IntentStatus(word, of: object) else {
            throw UnreadableMember("status")
        }
        self.kind = kind
        self.id = id
        self.status = status
        self.livemode = livemode
        amount = kind == .setup ? nil : try Self.amount(of: object, status)
        clientSecret = object["client_secret"]?.string
        paymentMethod = object.reference("payment_method")
        customer = object.reference("customer")
        session = object["metadata"]?[StripeMetadata.session]?.string.flatMap { CheckoutSessionID($0) }
    }

    private static func amount(of object: JSONObject, _ status: IntentStatus) throws(UnreadableMember) -> Money {
        let member = status == .succeeded ? "amount_received" : "amount"
        guard
            let amount = object[member]?.integer, let currency = object["currency"]?.string,
            let money = StripeMoney.money(amount: amount, currency: currency)
        else { throw UnreadableMember(member) }
        return money
    }

    /// Stripe does not say whose an intent is: it is of the account that was asked, or that the event names.
    func report(accountID: String?, attempt: Int? = nil) -> IntentReport {
        IntentReport(
            intentID: id, status: status, attempt: attempt, amount: amount, accountID: accountID, livemode: livemode,
            paymentMethod: paymentMethod, customer: customer)
    }
}

extension IntentStatus {
    /// Nil for a status Stripe has not documented.
    fileprivate init?(_ word: String, of object: JSONObject) {
        switch word {
        case "requires_payment_method": self = .requiresPaymentMethod(Decline(lastErrorOf: object))
        case "requires_confirmation": self = .requiresConfirmation
        case "requires_action": self = .requiresAction(NextAction(object["next_action"]?.object))
        // We never ask for it; whoever set it up by hand has to capture before it is paid.
        case "processing", "requires_capture": self = .processing
        case "succeeded": self = .succeeded
        case "canceled": self = .canceled
        default: return nil
        }
    }
}

extension NextAction {
    /// Nil for steps that are not a redirect, such as those meant for Stripe's own script.
    fileprivate init?(_ object: JSONObject?) {
        guard
            object?["type"]?.string == "redirect_to_url", let url = object?["redirect_to_url"]?["url"]?.string
        else { return nil }
        self.init(redirectURL: url)
    }
}
