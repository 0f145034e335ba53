import HTTPMessages

/// What a merchant sells.
struct Product: SimulatedObject {
    static let noun = "product"

    let id: String
    let owner: Owner
    let created: Int64
    var updated: Int64
    var name: String
    var isActive = true
    var defaultPrice: String?
    var metadata = JSONObject()
    /// Texts and trees that are stored as they are given.
    var passive: [String: JSONValue] = [:]

    static let passiveNames = ["description", "statement_descriptor", "unit_label", "url", "tax_code"]

    var json: JSONValue {
        var json: JSONObject = [
            "id": .string(id), "object": "product", "active": .bool(isActive), "created": .integer(created),
            "default_price": .text(defaultPrice), "images": [], "livemode": .bool(owner.isLive),
            "marketing_features": [], "metadata": .object(metadata), "name": .string(name),
            "package_dimensions": .null, "shippable": .null, "type": "service", "updated": .integer(updated),
        ]
        for name in Self.passiveNames { json[name] = passive[name] ?? .null }
        return .object(json)
    }
}
