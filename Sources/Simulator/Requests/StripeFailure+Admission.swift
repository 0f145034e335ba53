import HTTPMessages

extension StripeFailure {
    static var noKey: StripeFailure {
        StripeFailure(
            status: .unauthorized, kind: .invalidRequest,
            message: "You did not provide an API key. You need to provide your API key in the Authorization header, "
                + "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').", isKept: false,
            headers: ["WWW-Authenticate": #"Bearer realm="Stripe""#])
    }

    /// Tells enough of the key to recognize it by, as Stripe does.
    static func badKey(_ key: String) -> StripeFailure {
        let shown = key.count > 16 ? "\(key.prefix(8))****\(key.suffix(4))" : "****"
        return StripeFailure(
            status: .unauthorized, kind: .invalidRequest, message: "Invalid API Key provided: \(shown)", isKept: false,
            headers: ["WWW-Authenticate": #"Bearer realm="Stripe""#])
    }

    static var secretKeyNeeded: StripeFailure {
        StripeFailure(
            status: .unauthorized, kind: .invalidRequest, code: "secret_key_required",
            message: "This API call cannot be made with a publishable API key. Please use a secret API key.",
            isKept: false)
    }

    static func unknownPath(_ method: HTTPMethod, _ path: String) -> StripeFailure {
        StripeFailure(
            status: .notFound, kind: .invalidRequest, message: "Unrecognized request URL (\(method): \(path)).",
            isKept: false)
    }

    static var rateLimited: StripeFailure {
        StripeFailure(
            status: .tooManyRequests, kind: .invalidRequest, code: "rate_limit",
            message: "Request rate limit exceeded.", isKept: false,
            headers: ["Stripe-Should-Retry": "true", "Stripe-Rate-Limited-Reason": "global-rate"])
    }

    /// With a key the answer is kept and replayed, so trying again is no use, and Stripe says so.
    static func serverError(isKept: Bool) -> StripeFailure {
        StripeFailure(
            status: .internalServerError, kind: .api, message: "An unknown error occurred.", isKept: isKept,
            headers: ["Stripe-Should-Retry": isKept ? "false" : "true"])
    }

    static var keyTooLong: StripeFailure {
        .invalid("The Idempotency-Key header has to be 1 to 255 characters long.")
    }

    static func keyInUse(_ key: String) -> StripeFailure {
        StripeFailure(
            status: .conflict, kind: .idempotency, code: "idempotency_key_in_use",
            message: "There is currently another in-progress request using this Idempotent Key (that probably means "
                + "you submitted twice, and the other request is still going through): \(key). Please try again "
                + "later.", isKept: false, headers: ["Stripe-Should-Retry": "true"])
    }

    static func keyWithOtherParameters(_ key: String) -> StripeFailure {
        StripeFailure(
            status: .badRequest, kind: .idempotency,
            message: "Keys for idempotent requests can only be used with the same parameters they were first used "
                + "with. Try using a key other than '\(key)' if you meant to execute a different request.",
            isKept: false)
    }

    static func keyOnOtherPath(_ key: String, used: String, now path: String) -> StripeFailure {
        StripeFailure(
            status: .badRequest, kind: .idempotency,
            message: "Keys for idempotent requests can only be used for the same endpoint they were first used for "
                + "('\(path)' vs '\(used)'). Try using a key other than '\(key)' if you meant to execute a different "
                + "request.", isKept: false)
    }
}
