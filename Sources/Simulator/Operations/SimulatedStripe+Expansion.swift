import HTTPMessages

extension SimulatedStripe {
    /// Stripe's own limit.
    private static let maximumExpansionDepth = 4

    /// Puts objects in the place of their ids along a path such as `data.latest_charge`.
    func expand(_ path: String, in json: JSONValue, owner: Owner) throws(StripeFailure) -> JSONValue {
        let names = path.split(separator: ".").map(String.init)
        guard !names.isEmpty, names.count <= Self.maximumExpansionDepth else {
            throw .invalid("You cannot expand more than 4 levels of a property.", param: "expand")
        }
        return try expand(names[...], of: path, in: json, owner: owner)
    }

    private func expand(
        _ names: ArraySlice<String>, of path: String, in json: JSONValue, owner: Owner
    ) throws(StripeFailure) -> JSONValue {
        switch json {
        case .array(let elements):
            var expanded: [JSONValue] = []
            for element in elements { expanded.append(try expand(names, of: path, in: element, owner: owner)) }
            return .array(expanded)
        case .string(let id):
            guard let object = object(id, of: owner) else { throw Self.notExpandable(path) }
            return names.isEmpty ? object : try expand(names, of: path, in: object, owner: owner)
        case .object(var object):
            guard let name = names.first else { return json }
            if object["object"] == "charge", name == "refunds" {
                object["refunds"] = refundList(ofCharge: object["id"]?.string ?? "")
            }
            if object["object"] == "invoice", let invoice = object["id"]?.string.flatMap({ invoices[$0] }) {
                if name == "payments" { object[name] = paymentList(of: invoice) }
                if name == "confirmation_secret" { object[name] = confirmationSecret(of: invoice) }
            }
            guard let value = object[name] else { throw Self.notExpandable(path) }
            object[name] = value.isNull ? value : try expand(names.dropFirst(), of: path, in: value, owner: owner)
            return .object(object)
        default:
            throw Self.notExpandable(path)
        }
    }

    private static func notExpandable(_ path: String) -> StripeFailure {
        .invalid("This property cannot be expanded (\(path)).", param: "expand")
    }

    private func refundList(ofCharge id: String) -> JSONValue {
        let refunds = refunds.newestFirst.filter { $0.charge == id }.map(\.json)
        return [
            "object": "list", "data": .array(refunds), "has_more": false, "url": .string("/v1/charges/\(id)/refunds"),
        ]
    }

    private func paymentList(of invoice: Invoice) -> JSONValue {
        [
            "object": "list", "data": .array([invoice.paymentJSON].compactMap(\.self)), "has_more": false,
            "url": .string("/v1/invoices/\(invoice.id)/payments"),
        ]
    }

    /// What the buyer's browser confirms the payment with.
    private func confirmationSecret(of invoice: Invoice) -> JSONValue {
        guard let intent = invoice.paymentIntent.flatMap({ paymentIntents[$0] }) else { return .null }
        return ["client_secret": .string(intent.clientSecret), "type": "payment_intent"]
    }

    /// Whatever the owner has under that id.
    private func object(_ id: String, of owner: Owner) -> JSONValue? {
        func find<Object: SimulatedObject>(_ table: ObjectTable<Object>) -> JSONValue? {
            table[id].flatMap { $0.owner == owner ? $0.json : nil }
        }
        if let found = find(paymentMethods) ?? find(customers) ?? find(paymentIntents) ?? find(charges) { return found }
        if let found = find(setupIntents) ?? find(refunds) ?? find(disputes) ?? find(products) { return found }
        return find(prices) ?? find(subscriptions) ?? find(invoices)
    }
}
