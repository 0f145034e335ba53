import HTTPMessages

/// An attempt to store a card for later charges without taking money now.
struct SetupIntent: SimulatedObject {
    static let noun = "setupintent"

    let id: String
    let owner: Owner
    let created: Int64
    let clientSecret: String
    var status = IntentStatus.requiresPaymentMethod
    var methods: MethodSelection
    var usage: String
    var customer: String?
    var paymentMethod: String?
    var description: String?
    var metadata = JSONObject()
    var returnURL: String?
    var actionURL: String?
    var lastSetupError: JSONValue = .null
    var cancellationReason: String?

    var json: JSONValue {
        [
            "id": .string(id), "object": "setup_intent", "application": .null,
            "automatic_payment_methods": automaticPaymentMethods, "cancellation_reason": .text(cancellationReason),
            "client_secret": .string(clientSecret), "created": .integer(created), "customer": .text(customer),
            "description": .text(description), "flow_directions": .null, "last_setup_error": lastSetupError,
            "latest_attempt": .null, "livemode": .bool(owner.isLive), "mandate": .null, "metadata": .object(metadata),
            "next_action": .redirect(to: status == .requiresAction ? actionURL : nil, returnURL: returnURL),
            "on_behalf_of": .null, "payment_method": .text(paymentMethod), "payment_method_options": .null,
            "payment_method_types": .array(methods.types.map(JSONValue.string)), "single_use_mandate": .null,
            "status": .string(status.rawValue), "usage": .string(usage),
        ]
    }

    private var automaticPaymentMethods: JSONValue {
        guard case .automatic(let allowsRedirects) = methods else { return .null }
        return ["allow_redirects": allowsRedirects ? "always" : "never", "enabled": true]
    }
}
