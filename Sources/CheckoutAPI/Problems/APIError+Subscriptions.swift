import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages

/// Why a subscription cannot be changed. Each comes with the subscription as it is, so that nobody has to ask again.
extension APIError {
    init(_ refusal: SubscriptionRefusal, of record: SubscriptionID?) {
        switch refusal {
        case .ended: self = Self.conflict(record, code: "subscription_ended", "This subscription is over.")
        case .notStarted:
            self = Self.conflict(record, code: "subscription_not_started", "This subscription has not begun.")
        case .callInProgress: self = Self.busy(record)
        case .alreadySubscribed:
            self = Self.conflict(record, code: "already_subscribed", "There is another subscription to this already.")
        case .notCanceling:
            self = Self.conflict(record, code: "subscription_not_canceling", "This subscription does not end.")
        case .needsCheckout:
            self = Self.conflict(
                record, code: "checkout_required",
                "This has to be paid for in a checkout: there is no way to charge it yet.")
        case .differentCurrency:
            self = Self.conflict(
                record, code: "currency_mismatch", "A subscription stays in the currency that it began with.",
                param: "priceId")
        case .notAllowed(let from, let to):
            self = Self.conflict(
                record, code: "status_not_allowed",
                "A subscription that is \(from.rawValue) cannot be made \(to.rawValue).",
                param: "status")
        case .changedMeanwhile:
            self = Self.conflict(
                record, code: "subscription_changed",
                "This subscription has changed, or a new period of it has begun, so that this price is not right any "
                    + "more. Please start again.")
        }
    }

    /// Another change of it is under way.
    static func busy(_ record: SubscriptionID?) -> APIError {
        var error = conflict(
            record, code: "subscription_busy", "This subscription is being changed at this moment. Please try again.")
        error.headers.set("Retry-After", "1")
        return error
    }

    /// It does not wait for a payment: it runs, or is over.
    static func notPayable(_ record: SubscriptionRecord) -> APIError {
        conflict(record.id, code: "subscription_not_payable", "This subscription does not wait for a payment.")
    }

    /// The provider's words are for the log.
    static func changeRefused(_ reason: String, _ record: SubscriptionRecord) -> APIError {
        var error = conflict(
            record.id, code: "change_refused_by_provider",
            "The payment provider does not make this change. Nothing was changed.")
        error.internalDetail = reason
        return error
    }

    /// What runs already is changed, and not bought again: this is what it is.
    static func planUnchanged(_ record: SubscriptionRecord) -> APIError {
        conflict(
            record.id, code: "already_subscribed", "This subscription has this price and this quantity already.",
            param: "priceId")
    }

    private static func conflict(
        _ subscription: SubscriptionID?, code: String, _ message: String, param: String? = nil
    ) -> APIError {
        var error = APIError(.conflict, code: code, message: message, param: param)
        error.headers.set("Cache-Control", "no-store")
        guard let subscription else { return error }
        var json = JSONWriter(capacity: 64)
        json.beginObject()
        json.member("subscriptionId", subscription)
        json.endObject()
        error.subject = json.bytes
        return error
    }
}
