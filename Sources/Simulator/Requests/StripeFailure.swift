import HTTPMessages

/// An answer that is no success, in Stripe's words: `{"error":{"type","code",…}}`.
struct StripeFailure: Error, Hashable, Sendable {
    /// Stripe's families of errors.
    enum Kind: String, Sendable {
        case card = "card_error"
        case invalidRequest = "invalid_request_error"
        case idempotency = "idempotency_error"
        case api = "api_error"
    }

    var status: HTTPStatus
    var kind: Kind
    var code: String?
    var declineCode: String?
    var message: String
    var param: String?
    /// Further members, such as the intent in its new state.
    var details: JSONObject = JSONObject()
    /// Whether the call had begun to act, so that its idempotency key keeps this answer.
    var isKept = true
    var headers: HTTPHeaders = [:]

    var json: JSONValue {
        var error = details
        error["type"] = .string(kind.rawValue)
        error["message"] = .string(message)
        error["code"] = code.map(JSONValue.string)
        error["decline_code"] = declineCode.map(JSONValue.string)
        error["param"] = param.map(JSONValue.string)
        if let code {
            error["doc_url"] = .string(
                "https://stripe.com/docs/error-codes/" + code.map { $0 == "_" ? "-" : "\($0)" }.joined())
        }
        return .object(error)
    }
}

extension StripeFailure {
    /// The request never began to act: its parameters are wrong.
    static func invalid(_ message: String, param: String? = nil, code: String? = nil) -> StripeFailure {
        StripeFailure(
            status: .badRequest, kind: .invalidRequest, code: code, message: message, param: param, isKept: false)
    }

    static func missing(_ param: String) -> StripeFailure {
        invalid("Missing required param: \(param).", param: param, code: "parameter_missing")
    }

    static func noSuch(_ noun: String, _ id: String, param: String) -> StripeFailure {
        StripeFailure(
            status: .notFound, kind: .invalidRequest, code: "resource_missing", message: "No such \(noun): '\(id)'",
            param: param)
    }

    /// The object's state forbids it.
    static func unexpectedState(_ message: String, code: String, details: JSONObject = JSONObject()) -> StripeFailure {
        StripeFailure(status: .badRequest, kind: .invalidRequest, code: code, message: message, details: details)
    }

    static func card(_ decline: CardDecline, details: JSONObject = JSONObject()) -> StripeFailure {
        StripeFailure(
            status: .paymentRequired, kind: .card, code: decline.code, declineCode: decline.declineCode,
            message: decline.message, param: decline.param, details: details)
    }
}
