package import Checkout
package import HTTPMessages
package import Payments

/// Why no money goes back.
extension APIError {
    package init(_ refusal: RefundRefusal) {
        switch refusal {
        case .notPaid: self.init(.conflict, code: "not_paid", message: "Nothing has been paid here.")
        case .nothingToRefund:
            self.init(
                .conflict, code: "nothing_to_refund",
                message: "All of this payment has been refunded, or is being refunded.")
        case .exceedsPayment(let left):
            self.init(
                .conflict, code: "refund_exceeds_payment",
                message: "This is more than is left of the payment to refund.", param: "amount")
            var json = JSONWriter(capacity: 64)
            json.beginObject()
            json.member("refundable", left.minorUnits)
            json.member("currency", left.currency.code)
            json.endObject()
            subject = json.bytes
        }
    }

    /// The provider's own word for it is for merchants as much as for the log: nobody else refunds.
    package static func refundRefused(_ reason: String) -> APIError {
        switch reason {
        case "charge_already_refunded": APIError(.nothingToRefund)
        case "charge_disputed":
            APIError(
                .conflict, code: "payment_disputed",
                message: "The buyer disputes this payment at the bank: it cannot be refunded as well.")
        default:
            APIError(
                .conflict, code: "refund_refused_by_provider",
                message: "The payment provider does not refund this: \(reason.prefix(100)).", internalDetail: reason)
        }
    }

    package static func refundNotSent(_ failure: ProviderFailure) -> APIError {
        APIError(
            .providerFailed, code: "provider_unavailable",
            message: "The payment provider cannot be reached right now. Nothing was refunded; please try again.",
            internalDetail: failure.detail)
    }

    package static var refundNotFound: APIError { notFound(code: "refund_not_found", "There is no such refund.", nil) }

    package static var paymentNotFound: APIError {
        notFound(code: "payment_not_found", "There is no such payment.", "paymentIntentId")
    }
}
