package import Checkout
import HTTPMessages

/// Something that waits for a person, or did.
package struct ReviewLine: Sendable {
    package var id: String
    package var kind: String
    package var detail: String
    package var createdAt: Timestamp
    package var resolvedAt: Timestamp?
    package var note: String?
    package var session: CheckoutSessionID?
    package var subscription: SubscriptionID?
    /// Our own id of the event that it is about.
    package var event: String?

    package init(id: String, kind: String, detail: String, createdAt: Timestamp) {
        self.id = id
        self.kind = kind
        self.detail = detail
        self.createdAt = createdAt
    }

    package var isOpen: Bool { resolvedAt == nil }

    /// Stands on top of what the reviews are about.
    static func notices(_ reviews: [ReviewLine]) -> HTML {
        let open = reviews.filter(\.isOpen).map { review -> HTML in
            """
            <p class="notice">A person has to look at this: \(review.title) \
            <a href="/dashboard/reviews/\(review.id)">Review</a></p>

            """
        }
        return "<div id=\"notices\" data-live>\(open)</div>"
    }

    /// What it is about, in words.
    var title: String {
        switch kind {
        case "report_does_not_match": "The provider reports something else than was ordered."
        case "refund_refused": "The provider refuses a refund."
        case "second_intent": "There is a second payment intent."
        case "intent_not_found": "The provider does not know the payment."
        case "dispute_opened": "The buyer disputes a payment at the bank."
        default: kind.replacing("_", with: " ").capitalizedFirst + "."
        }
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
