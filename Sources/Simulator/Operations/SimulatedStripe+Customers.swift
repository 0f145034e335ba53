import HTTPMessages

extension SimulatedStripe {
    mutating func createCustomer(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var customer = Customer(id: generator.identifier("cus_", length: 14), owner: call.owner, created: call.created)
        try Self.apply(call.parameters, to: &customer)
        let method = try call.parameters.text("payment_method")
        let found = method == nil || method == "" ? nil : try paymentMethod(method ?? "", call)
        if let decline = found?.card?.storingDecline { throw .card(decline) }
        if let name = try Self.defaultMethod(call.parameters), !name.isEmpty {
            // The one that comes with the same call, by whichever name, is the only one a new customer can have.
            guard let found, name == method || name == found.id else {
                throw .noSuch(PaymentMethod.noun, name, param: "invoice_settings[default_payment_method]")
            }
            customer.defaultPaymentMethod = found.id
        }
        customers[customer.id] = customer
        record("customer.created", customer.json, owner: call.owner, at: call.now, by: call)
        if let found { attach(found, to: customer.id, call) }
        return customer.json
    }

    private static func defaultMethod(_ parameters: Parameters) throws(StripeFailure) -> String? {
        try parameters.nested("invoice_settings")?.text("default_payment_method")
    }

    mutating func updateCustomer(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var customer = try existingCustomer(call.id, call, param: "id")
        try Self.apply(call.parameters, to: &customer)
        if let method = try Self.defaultMethod(call.parameters) {
            customer.defaultPaymentMethod =
                method.isEmpty
                ? nil : try attached(method, to: customer.id, call, "invoice_settings[default_payment_method]")
        }
        customers[customer.id] = customer
        record("customer.updated", customer.json, owner: call.owner, at: call.now, by: call)
        return customer.json
    }

    mutating func deleteCustomer(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var customer = try existingCustomer(call.id, call, param: "id")
        let theirs = subscriptions.all.filter { $0.customer == customer.id && !$0.status.isOver }.map(\.id)
        for id in theirs { end(id, because: "cancellation_requested", at: call.now, by: call) }
        customer = customers[customer.id] ?? customer
        record("customer.deleted", customer.json, owner: call.owner, at: call.now, by: call)
        customer.isDeleted = true
        customers[customer.id] = customer
        return customer.json
    }

    /// A deleted customer can still be looked at, but nothing can be done with it.
    func existingCustomer(
        _ id: String, _ call: APICall, param: String = "customer"
    ) throws(StripeFailure) -> Customer {
        let customer = try owned(id, of: call.owner, in: \.customers, param: param)
        guard !customer.isDeleted else { throw .noSuch(Customer.noun, id, param: param) }
        return customer
    }

    private static func apply(_ parameters: Parameters, to customer: inout Customer) throws(StripeFailure) {
        for name in Customer.textNames {
            guard let text = try parameters.text(name) else { continue }
            customer.texts[name] = text.isEmpty ? nil : text
        }
        if let email = customer.texts["email"], !email.contains("@") {
            throw .invalid("Invalid email address: \(email)", param: "email", code: "email_invalid")
        }
        if let address = parameters.map["address"] { customer.address = address.json }
        if let shipping = parameters.map["shipping"] { customer.shipping = shipping.json }
        customer.metadata = try parameters.metadata(over: customer.metadata)
        if let balance = try parameters.integer("balance") { customer.balance = balance }
    }
}
