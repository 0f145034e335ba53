import HTTPMessages

extension SimulatedStripe {
    mutating func createProduct(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let parameters = call.parameters
        let id = try parameters.text("id") ?? generator.identifier("prod_", length: 14)
        guard products[id] == nil else {
            throw .invalid("Product already exists.", param: "id", code: "resource_already_exists")
        }
        var product = Product(
            id: id, owner: call.owner, created: call.created, updated: call.created,
            name: try parameters.required("name"))
        try Self.apply(parameters, to: &product)
        if let data = try parameters.nested("default_price_data") {
            let price = try makePrice(data, product: id, call)
            product.defaultPrice = price.id
            prices[price.id] = price
        }
        products[id] = product
        record("product.created", product.json, owner: call.owner, at: call.now, by: call)
        if let price = product.defaultPrice.flatMap({ prices[$0] }) {
            record("price.created", price.json, owner: call.owner, at: call.now, by: call)
        }
        return product.json
    }

    mutating func updateProduct(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var product = try owned(call.id, of: call.owner, in: \.products, param: "id")
        if let name = try call.parameters.text("name"), !name.isEmpty { product.name = name }
        if let price = try call.parameters.text("default_price"), !price.isEmpty {
            product.defaultPrice = try owned(price, of: call.owner, in: \.prices, param: "default_price").id
        }
        try Self.apply(call.parameters, to: &product)
        product.updated = call.created
        products[product.id] = product
        record("product.updated", product.json, owner: call.owner, at: call.now, by: call)
        return product.json
    }

    func listProducts(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let isActive = try call.parameters.flag("active")
        let ids = try call.parameters.texts("ids")
        return try list(call, products) {
            (isActive == nil || $0.isActive == isActive) && (ids?.contains($0.id) ?? true)
        }
    }

    private static func apply(_ parameters: Parameters, to product: inout Product) throws(StripeFailure) {
        if let isActive = try parameters.flag("active") { product.isActive = isActive }
        product.metadata = try parameters.metadata(over: product.metadata)
        for name in Product.passiveNames {
            if let value = parameters.map[name] { product.passive[name] = value.json }
        }
    }
}
