import HTTPMessages

/// An attempt to collect a payment, over any number of tries.
struct PaymentIntent: SimulatedObject {
    static let noun = "payment_intent"

    let id: String
    let owner: Owner
    let created: Int64
    let clientSecret: String
    var status = IntentStatus.requiresPaymentMethod
    var amount: Int64
    var currency: String
    var methods: MethodSelection
    var capturesManually = false
    var customer: String?
    var paymentMethod: String?
    var metadata = JSONObject()
    /// Texts and trees that are stored as they are given.
    var passive: [String: JSONValue] = [:]
    var applicationFeeAmount: Int64?
    var setupFutureUsage: String?
    var returnURL: String?
    /// Where the buyer is sent for 3DS while the status is `requires_action`.
    var actionURL: String?
    var amountReceived: Int64 = 0
    var amountCapturable: Int64 = 0
    var latestCharge: String?
    var lastPaymentError: JSONValue = .null
    var canceledAt: Int64?
    var cancellationReason: String?
    /// The key of the call that confirmed it, for the ledger: after 3DS no call of the merchant's is at hand.
    var confirmationKey: String?
    /// The bill it pays. Not told by the intent since 2025-03-31.
    var invoice: String?

    static let passiveNames = [
        "description", "receipt_email", "statement_descriptor", "statement_descriptor_suffix", "shipping",
        "transfer_data", "transfer_group", "on_behalf_of", "payment_method_options",
    ]
}

extension PaymentIntent {
    var json: JSONValue {
        var json: JSONObject = [
            "id": .string(id), "object": "payment_intent", "amount": .integer(amount),
            "amount_capturable": .integer(amountCapturable), "amount_details": ["tip": [:]],
            "amount_received": .integer(amountReceived), "application": .null,
            "application_fee_amount": .number(applicationFeeAmount),
            "automatic_payment_methods": automaticPaymentMethods, "canceled_at": .number(canceledAt),
            "cancellation_reason": .text(cancellationReason),
            "capture_method": .string(capturesManually ? "manual" : "automatic_async"),
            "client_secret": .string(clientSecret), "confirmation_method": "automatic", "created": .integer(created),
            "currency": .string(currency), "customer": .text(customer), "excluded_payment_method_types": .null,
            "last_payment_error": lastPaymentError, "latest_charge": .text(latestCharge),
            "livemode": .bool(owner.isLive), "metadata": .object(metadata), "next_action": nextAction,
            "payment_method": .text(paymentMethod), "payment_method_configuration_details": .null,
            "payment_method_types": .array(methods.types.map(JSONValue.string)), "processing": .null, "review": .null,
            "setup_future_usage": .text(setupFutureUsage), "source": .null, "status": .string(status.rawValue),
        ]
        for name in Self.passiveNames { json[name] = passive[name] ?? .null }
        return .object(json)
    }

    private var automaticPaymentMethods: JSONValue {
        guard case .automatic(let allowsRedirects) = methods else { return .null }
        return ["allow_redirects": allowsRedirects ? "always" : "never", "enabled": true]
    }

    private var nextAction: JSONValue {
        .redirect(to: status == .requiresAction ? actionURL : nil, returnURL: returnURL)
    }
}

extension JSONValue {
    /// An intent's `next_action`. Without a return URL Stripe leaves the 3DS to its JavaScript; the address is given in
    /// that shape, too.
    static func redirect(to url: String?, returnURL: String?) -> JSONValue {
        guard let url else { return .null }
        guard let returnURL else {
            return [
                "type": "use_stripe_sdk",
                "use_stripe_sdk": ["type": "three_d_secure_redirect", "stripe_js": .string(url)],
            ]
        }
        return [
            "redirect_to_url": ["return_url": .string(returnURL), "url": .string(url)], "type": "redirect_to_url",
        ]
    }
}
