import Checkout
import CheckoutStore
import HTTPMessages

/// A refund as its merchant sees it.
extension JSONWriter {
    mutating func refund(_ refund: RefundRecord) {
        let (terms, state) = (refund.terms, refund.state)
        beginObject()
        member("id", terms.id)
        member("object", "refund")
        member("status", state.status.rawValue)
        member("amount", terms.amount.minorUnits)
        member("currency", terms.amount.currency.code)
        member("reason", orNull: terms.ground?.rawValue)
        member("failureReason", orNull: state.failureReason)
        member("origin", terms.origin.rawValue)
        member("sessionId", orNull: refund.sessionID?.description)
        member("subscriptionId", orNull: refund.subscriptionID?.description)
        member("paymentIntentId", terms.intentID)
        member("provider", terms.provider.rawValue)
        member("providerRefundId", orNull: state.providerID)
        member("livemode", refund.livemode)
        member("metadata", refund.metadata)
        member("createdAt", terms.createdAt)
        member("updatedAt", state.updatedAt)
        endObject()
    }
}

extension HTTPResponse {
    static func refund(_ refund: RefundRecord, _ status: HTTPStatus = .ok) -> HTTPResponse {
        var json = JSONWriter()
        json.refund(refund)
        return .noStore(json.bytes, status)
    }
}
