import Checkout
import CheckoutStore
import HTTPMessages

/// What waits for a person, as its merchant sees it.
extension JSONWriter {
    mutating func review(_ review: Review) {
        beginObject()
        member("id", review.id)
        member("object", "review")
        member("status", (review.resolvedAt == nil ? ReviewStatus.open : .resolved).rawValue)
        member("kind", review.kind)
        member("detail", review.detail)
        member("sessionId", orNull: review.sessionID?.description)
        member("subscriptionId", orNull: review.subscriptionID?.description)
        member("providerEventId", orNull: review.providerEventID?.description)
        member("note", orNull: review.note)
        member("livemode", review.livemode ?? false)
        member("createdAt", review.createdAt)
        member("resolvedAt", orNull: review.resolvedAt?.description)
        endObject()
    }
}

extension HTTPResponse {
    static func review(_ review: Review) -> HTTPResponse {
        var json = JSONWriter()
        json.review(review)
        return .noStore(json.bytes)
    }
}
