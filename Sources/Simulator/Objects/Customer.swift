import HTTPMessages

/// A buyer known to the merchant.
struct Customer: SimulatedObject {
    static let noun = "customer"

    let id: String
    let owner: Owner
    let created: Int64
    /// Texts that are stored as they are given: e-mail, name and the like.
    var texts: [String: String] = [:]
    var address: JSONValue = .null
    var shipping: JSONValue = .null
    var metadata = JSONObject()
    var defaultPaymentMethod: String?
    /// Negative is credit, taken in by the next bill.
    var balance: Int64 = 0
    var nextInvoiceSequence: Int64 = 1
    var isDeleted = false

    static let textNames = ["email", "name", "phone", "description", "tax_exempt"]

    var invoicePrefix: String { String(id.suffix(8)).uppercased() }

    var json: JSONValue {
        if isDeleted { return ["id": .string(id), "object": "customer", "deleted": true] }
        return [
            "id": .string(id), "object": "customer", "address": address, "balance": .integer(balance),
            "created": .integer(created),
            "currency": .null, "default_source": .null, "delinquent": false,
            "description": .text(texts["description"]), "email": .text(texts["email"]),
            "invoice_prefix": .string(invoicePrefix),
            "invoice_settings": [
                "custom_fields": .null, "default_payment_method": .text(defaultPaymentMethod), "footer": .null,
                "rendering_options": .null,
            ],
            "livemode": .bool(owner.isLive), "metadata": .object(metadata), "name": .text(texts["name"]),
            "next_invoice_sequence": .integer(nextInvoiceSequence), "phone": .text(texts["phone"]),
            "preferred_locales": [], "shipping": shipping,
            "tax_exempt": .string(texts["tax_exempt"] ?? "none"), "test_clock": .null,
        ]
    }
}
