package import Checkout
package import HTTPMessages
package import Payments

/// Why an order cannot become a checkout.
extension APIError {
    package init(_ problem: OrderProblem) {
        let code: String =
            switch problem.reason {
            case .archived: "price_archived"
            default: "parameter_invalid"
            }
        self.init(.validation, code: code, message: problem.message, param: problem.param)
    }

    package static var couponNotFound: APIError {
        APIError(
            .validation, code: "coupon_not_found", message: "There is no such coupon.", param: "couponCode")
    }

    package static var subscriptionNotFound: APIError {
        APIError(
            .validation, code: "subscription_not_found", message: "There is no such subscription.",
            param: "existingSubscriptionId")
    }

    package static var providerNotConfigured: APIError {
        APIError(
            .validation, code: "provider_not_configured",
            message: "This payment provider is not configured here.", param: "provider")
    }

    /// The provider's words are for the log.
    package static func orderRefused(_ reason: String) -> APIError {
        APIError(
            .validation, code: "order_refused_by_provider", message: "The payment provider does not take this order.",
            internalDetail: reason)
    }

    /// For members that only a merchant may set, never a buyer's page.
    package static func secretKeyRequired(for param: String) -> APIError {
        APIError(
            .permission, code: "secret_key_required", message: "Only a secret key of the merchant may set \(param).",
            param: param)
    }
}

/// Why no subscription can start: said before any money moves.
extension APIError {
    package init(_ refusal: StartRefusal) {
        switch refusal {
        case .alreadySubscribed:
            self.init(.conflict, code: "already_subscribed", message: "There is a subscription to this already.")
        case .trialUsed:
            self.init(.conflict, code: "trial_used", message: "The trial of this has been used already.")
        case .notPayable:
            self.init(
                .conflict, code: "subscription_not_payable", message: "This subscription does not wait for a payment.",
                param: "existingSubscriptionId")
        case .notFound: self = .subscriptionNotFound
        }
    }

    /// The same for a merchant, who is told which subscription stands in the way.
    init(_ refusal: StartRefusal, namesSubscription: Bool) {
        self.init(refusal)
        guard namesSubscription, case .alreadySubscribed(let id) = refusal else { return }
        var json = JSONWriter(capacity: 64)
        json.beginObject()
        json.member("subscriptionId", id)
        json.endObject()
        subject = json.bytes
    }
}

/// What the provider keeps from us.
extension APIError {
    package init(_ failure: ProviderFailure) {
        self = failure.mayHaveActed ? .providerTimeout(failure.detail) : .providerUnavailable(failure.detail)
    }

    package static func providerTimeout(_ detail: String) -> APIError {
        APIError(
            .providerTimedOut, code: "provider_timeout",
            message: "The payment provider has not answered in time. The outcome will be known shortly.",
            internalDetail: detail)
    }

    package static func providerUnavailable(_ detail: String) -> APIError {
        APIError(
            .providerFailed, code: "provider_unavailable",
            message: "The payment provider cannot be reached right now. Nothing was charged; please try again.",
            internalDetail: detail)
    }
}
