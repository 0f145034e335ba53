import HTTPMessages

extension SimulatedStripe {
    mutating func createPrice(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let product: String
        if let data = try call.parameters.nested("product_data") {
            let made = Product(
                id: generator.identifier("prod_", length: 14), owner: call.owner, created: call.created,
                updated: call.created, name: try data.required("name"), metadata: try data.metadata())
            products[made.id] = made
            record("product.created", made.json, owner: call.owner, at: call.now, by: call)
            product = made.id
        } else {
            product = try call.parameters.required("product")
        }
        let price = try makePrice(call.parameters, product: product, call)
        prices[price.id] = price
        record("price.created", price.json, owner: call.owner, at: call.now, by: call)
        return price.json
    }

    mutating func updatePrice(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var price = try owned(call.id, of: call.owner, in: \.prices, param: "price")
        if let isActive = try call.parameters.flag("active") { price.isActive = isActive }
        if let nickname = try call.parameters.text("nickname") { price.nickname = nickname.isEmpty ? nil : nickname }
        if let key = try call.parameters.text("lookup_key") { price.lookupKey = key.isEmpty ? nil : key }
        price.metadata = try call.parameters.metadata(over: price.metadata)
        prices[price.id] = price
        record("price.updated", price.json, owner: call.owner, at: call.now, by: call)
        return price.json
    }

    func listPrices(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let parameters = call.parameters
        let isActive = try parameters.flag("active")
        let product = try parameters.text("product")
        let currency = try parameters.text("currency")?.lowercased()
        let type = try parameters.choice("type", of: ["one_time", "recurring"])
        let keys = try parameters.texts("lookup_keys")
        return try list(call, prices) { price in
            (isActive == nil || price.isActive == isActive) && (product == nil || price.product == product)
                && (currency == nil || price.currency == currency)
                && (type == nil || (type == "recurring") == (price.recurring != nil))
                && (keys == nil || price.lookupKey.map { keys?.contains($0) ?? true } ?? false)
        }
    }

    /// What `price_data` and the parameters of a new price have in common. It is not stored here, so that nothing is left
    /// of a call that fails later.
    mutating func makePrice(
        _ parameters: Parameters, product: String, _ call: APICall
    ) throws(StripeFailure) -> Price {
        let currency = try Self.currency(parameters.required("currency"))
        guard let amount = try parameters.integer("unit_amount") else {
            throw .missing(parameters.param("unit_amount"))
        }
        guard (0...99_999_999).contains(amount) else {
            throw .invalid(
                "Invalid non-negative integer", param: parameters.param("unit_amount"),
                code: "parameter_invalid_integer")
        }
        // A default price's product is made by the same call.
        if parameters.path != "default_price_data" {
            _ = try owned(product, of: call.owner, in: \.products, param: parameters.param("product"))
        }
        return Price(
            id: generator.identifier("price_1"), owner: call.owner, created: call.created, product: product,
            currency: currency, unitAmount: amount, recurring: try Self.recurrence(parameters),
            isActive: try parameters.flag("active") ?? true, nickname: try parameters.text("nickname"),
            lookupKey: try parameters.text("lookup_key"), metadata: try parameters.metadata())
    }

    private static func recurrence(_ parameters: Parameters) throws(StripeFailure) -> PriceInterval? {
        guard let recurring = try parameters.nested("recurring") else { return nil }
        let units = PriceInterval.Unit.allCases.map(\.rawValue)
        guard let unit = try recurring.choice("interval", of: units).flatMap(PriceInterval.Unit.init) else {
            throw .missing(recurring.param("interval"))
        }
        guard try recurring.choice("usage_type", of: ["licensed", "metered"]) != "metered" else {
            throw .invalid("The simulator has no metered prices.", param: recurring.param("usage_type"))
        }
        let count = try recurring.integer("interval_count") ?? 1
        guard (1...unit.maximumCount).contains(count) else {
            throw .invalid(
                "Interval counts of \(unit.rawValue)s are from 1 to \(unit.maximumCount).",
                param: recurring.param("interval_count"))
        }
        return PriceInterval(unit: unit, count: count)
    }
}
