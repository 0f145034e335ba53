import Checkout
import HTTPMessages
import Testing

/// Objects as Stripe writes them, cut down to what somebody might read.
enum Fixture {
    static let own = SubscriptionID(UniqueID(bits: 7))
    static let start = Timestamp(unixSeconds: 1_800_000_000)
    static let end = Timestamp(unixSeconds: 1_802_592_000)

    /// The shape since 2025-03-31: the period is the line's.
    static func subscription(
        id: String = "sub_1", status: String = "active", more: String = "", metadata: String? = nil,
        item: String = #""id":"si_1","quantity":2"#
    ) -> String {
        """
        {"id":"\(id)","object":"subscription","billing_mode":{"type":"flexible"},"cancel_at":null,\
        "cancel_at_period_end":false,"canceled_at":null,"currency":"usd","customer":"cus_1","ended_at":null,\
        "items":{"object":"list","data":[{\(item),"object":"subscription_item","current_period_end":1802592000,\
        "current_period_start":1800000000,"price":{"id":"price_1","object":"price","product":"prod_1"}}],\
        "has_more":false},"livemode":false,"metadata":{\(metadata ?? "\"till_subscription\":\"\(own)\"")},\
        "status":"\(status)","trial_end":null\(more)}
        """
    }

    /// The shape before: the period is the subscription's own.
    static let oldSubscription = """
        {"id":"sub_1","object":"subscription","cancel_at":1802592000,"cancel_at_period_end":true,\
        "canceled_at":1800000100,"current_period_end":1802592000,"current_period_start":1800000000,\
        "customer":{"id":"cus_1","object":"customer"},"ended_at":null,"items":{"object":"list","data":[{"id":"si_1",\
        "object":"subscription_item","plan":{"id":"price_1"},"quantity":2}]},"livemode":false,"metadata":{},\
        "plan":{"id":"price_1"},"quantity":2,"status":"active","trial_end":1800000000}
        """

    static func invoice(status: String = "paid", reason: String = "subscription_cycle", more: String = "") -> String {
        """
        {"id":"in_1","object":"invoice","amount_due":2000,"amount_paid":\(status == "paid" ? 2000 : 0),\
        "attempt_count":1,"billing_reason":"\(reason)","created":1800000000,"currency":"usd","customer":"cus_1",\
        "lines":{"object":"list","data":[\(line("-500", proration: true)),\(line("2500", proration: false))],\
        "has_more":false},"livemode":false,"next_payment_attempt":\(status == "open" ? "1800086400" : "null"),\
        "parent":{"quote_details":null,"subscription_details":{"metadata":{"till_subscription":"\(own)"},\
        "subscription":"sub_1"},"type":"subscription_details"},"period_end":1800000000,"period_start":1797408000,\
        "status":"\(status)"\(more)}
        """
    }

    static let oldInvoice = """
        {"id":"in_1","object":"invoice","amount_due":2000,"amount_paid":0,"attempt_count":2,\
        "billing_reason":"subscription_create","created":1800000000,"currency":"usd","customer":"cus_1",\
        "lines":{"object":"list","data":[]},"livemode":false,"next_payment_attempt":1800086400,"paid":false,\
        "payment_intent":"pi_1","period_end":1802592000,"period_start":1800000000,"status":"open",\
        "subscription":"sub_1","subscription_details":{"metadata":{"till_subscription":"\(own)"}}}
        """

    static func line(_ amount: String, proration: Bool, start: Int = 1_800_000_000) -> String {
        """
        {"id":"il_\(amount)","object":"line_item","amount":\(amount),"currency":"usd","description":"A line",\
        "parent":{"subscription_item_details":{"proration":\(proration)},"type":"subscription_item_details"},\
        "period":{"end":\(proration ? 1_801_296_000 : 1_802_592_000),"start":\(start)}}
        """
    }

    static func refund(status: String = "succeeded", more: String = "") -> String {
        """
        {"id":"re_1","object":"refund","amount":500,"charge":"ch_1","created":1800000000,"currency":"usd",\
        "metadata":{"till_refund":"till-pi_1-refund-7"},"payment_intent":"pi_1","status":"\(status)"\(more)}
        """
    }

    static func list(_ objects: String..., hasMore: Bool = false) -> String {
        #"{"object":"list","data":[\#(objects.joined(separator: ","))],"has_more":\#(hasMore),"url":"/"}"#
    }

    static func usd(_ units: Int64) throws -> Money {
        Money(minorUnits: units, currency: try #require(Currency("usd")))
    }
}
