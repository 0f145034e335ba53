import Checkout
import HTTPMessages

/// One position of a bill.
struct InvoiceLine: Hashable, Sendable {
    let id: String
    let amount: Int64
    let description: String
    let period: Range<Timestamp>
    let price: Price
    let quantity: Int64
    /// Of which item of the subscription.
    let item: String
    let isProration: Bool

    func json(of invoice: Invoice) -> JSONValue {
        [
            "id": .string(id), "object": "line_item", "amount": .integer(amount),
            "currency": .string(invoice.currency), "description": .string(description), "discount_amounts": [],
            "discountable": .bool(!isProration), "discounts": [], "invoice": .string(invoice.id),
            "livemode": .bool(invoice.owner.isLive), "metadata": [:],
            "parent": [
                "invoice_item_details": .null,
                "subscription_item_details": [
                    "invoice_item": .null, "proration": .bool(isProration),
                    "proration_details": ["credited_items": .null], "subscription": .text(invoice.subscription),
                    "subscription_item": .string(item),
                ], "type": "subscription_item_details",
            ],
            "period": [
                "end": .integer(period.upperBound.unixSeconds), "start": .integer(period.lowerBound.unixSeconds),
            ],
            "pretax_credit_amounts": [],
            "pricing": [
                "price_details": ["price": .string(price.id), "product": .string(price.product)],
                "type": "price_details", "unit_amount_decimal": .string("\(price.unitAmount)"),
            ],
            "quantity": .integer(quantity), "subtotal": .integer(amount), "taxes": [],
        ]
    }
}
