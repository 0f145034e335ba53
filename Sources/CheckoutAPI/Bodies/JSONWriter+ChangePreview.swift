import Checkout
import HTTPMessages
import Payments

extension HTTPResponse {
    /// What a change would cost.
    static func changePreview(
        _ preview: ChangePreview, of subscription: SubscriptionID, _ plan: SubscriptionPlan
    ) -> HTTPResponse {
        .object { json in
            json.member("object", "change_preview")
            json.member("subscriptionId", subscription)
            json.member("productId", plan.productID)
            json.member("priceId", plan.priceID)
            json.member("quantity", plan.quantity)
            json.member("currency", preview.currency.code)
            json.member("credited", preview.credited.minorUnits)
            json.member("charged", preview.charged.minorUnits)
            json.member("total", preview.total.minorUnits)
            json.member("dueNow", preview.dueNow.minorUnits)
            json.member("billedAt", timeOrNull: preview.billedAt)
            json.key("lines")
            json.beginArray()
            for line in preview.lines { json.line(line) }
            json.endArray()
        }
    }
}

extension JSONWriter {
    fileprivate mutating func line(_ line: ChangePreview.Line) {
        beginObject()
        member("description", line.description)
        member("amount", line.amount.minorUnits)
        member("periodStart", timeOrNull: line.period?.lowerBound)
        member("periodEnd", timeOrNull: line.period?.upperBound)
        member("proration", line.isProration)
        endObject()
    }
}
