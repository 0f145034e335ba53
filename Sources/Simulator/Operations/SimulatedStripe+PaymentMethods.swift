import HTTPMessages

extension SimulatedStripe {
    mutating func createPaymentMethod(_ call: APICall) throws(StripeFailure) -> JSONValue {
        try makePaymentMethod(call.parameters, call).json
    }

    /// From `type=card&card[number]=…` or `card[token]=tok_visa`; also what `payment_method_data` holds.
    mutating func makePaymentMethod(_ parameters: Parameters, _ call: APICall) throws(StripeFailure) -> PaymentMethod {
        let type = try parameters.required("type")
        guard type == "card" else {
            throw .invalid("The simulator has no payment methods of type \(type).", param: parameters.param("type"))
        }
        guard let details = try parameters.nested("card") else { throw .missing(parameters.param("card")) }
        let billing = try parameters.nested("billing_details")
        let metadata = try parameters.metadata()
        let method: PaymentMethod
        if let token = try details.text("token") {
            guard let card = TestCard.named(token), token.hasPrefix("tok_") else {
                throw .noSuch("token", token, param: details.param("token"))
            }
            method = makePaymentMethod(card, call)
        } else {
            method = try makePaymentMethod(numberedIn: details, call)
        }
        var complete = method
        complete.billingDetails = Self.billingDetails(billing)
        complete.metadata = metadata
        paymentMethods[complete.id] = complete
        return complete
    }

    /// The method of that id; a `pm_card_…` name makes a new one each time it is used, as Stripe does.
    mutating func paymentMethod(_ id: String, _ call: APICall) throws(StripeFailure) -> PaymentMethod {
        let method: PaymentMethod
        if let card = TestCard.named(id) {
            method = makePaymentMethod(card, call)
        } else if let account = TestBankAccount.named(id) {
            method = makePaymentMethod(.bankAccount(account), fingerprintOf: account.last4, call)
        } else {
            return try owned(id, of: call.owner, in: \.paymentMethods, param: "payment_method")
        }
        paymentMethods[method.id] = method
        return method
    }

    private mutating func makePaymentMethod(
        _ card: TestCard, _ call: APICall, month: Int64 = 12, year: Int64? = nil
    ) -> PaymentMethod {
        makePaymentMethod(
            .card(card, expiryMonth: month, expiryYear: year ?? call.year + 8), fingerprintOf: card.number, call)
    }

    private mutating func makePaymentMethod(
        _ instrument: PaymentMethod.Instrument, fingerprintOf number: String, _ call: APICall
    ) -> PaymentMethod {
        PaymentMethod(
            id: generator.identifier("pm_1"), owner: call.owner, created: call.created, instrument: instrument,
            fingerprint: Self.fingerprint(of: number), billingDetails: Self.billingDetails(nil),
            metadata: JSONObject())
    }

    private mutating func makePaymentMethod(
        numberedIn details: Parameters, _ call: APICall
    ) throws(StripeFailure) -> PaymentMethod {
        let number = try details.required("number")
        guard let month = try details.integer("exp_month") else { throw .missing(details.param("exp_month")) }
        guard let written = try details.integer("exp_year") else { throw .missing(details.param("exp_year")) }
        let year = (0..<100).contains(written) ? 2000 + written : written
        let card: TestCard
        do throws(CardDecline) { card = try TestCard.numbered(number) } catch { throw .card(error) }
        guard (1...12).contains(month) else {
            throw .wrongCard("invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month")
        }
        guard (call.year...call.year + 50).contains(year) else {
            throw .wrongCard("invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year")
        }
        if let code = try details.text("cvc"), !code.isEmpty {
            guard code.utf8.count == card.brand.cvcDigits, code.allSatisfy(\.isNumber) else {
                throw .wrongCard("invalid_cvc", "Your card's security code is invalid.", "cvc")
            }
        }
        return makePaymentMethod(card, call, month: month, year: year)
    }

    private static func billingDetails(_ given: Parameters?) -> JSONValue {
        .object([
            "address": given?.map["address"]?.json ?? .null, "email": given?.map["email"]?.json ?? .null,
            "name": given?.map["name"]?.json ?? .null, "phone": given?.map["phone"]?.json ?? .null, "tax_id": .null,
        ])
    }

    /// The same card always has the same one.
    private static func fingerprint(of number: String) -> String {
        let seed = number.utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
        var generator = SeededGenerator(seed: seed)
        return generator.identifier("", length: 16)
    }
}

extension SimulatedStripe {
    mutating func attachPaymentMethod(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let customer = try call.parameters.required("customer")
        _ = try existingCustomer(customer, call)
        let method = try paymentMethod(call.id, call)
        if let other = method.customer, other != customer {
            throw .invalid(
                "The payment method you provided has already been attached to a customer.", param: "payment_method")
        }
        if let decline = method.card?.storingDecline { throw .card(decline) }
        return attach(method, to: customer, call).json
    }

    mutating func detachPaymentMethod(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var method = try owned(call.id, of: call.owner, in: \.paymentMethods, param: "payment_method")
        guard method.customer != nil else {
            throw .invalid(
                "The payment method you provided is not attached to a customer so detachment is impossible.",
                param: "payment_method")
        }
        if let owner = method.customer, customers[owner]?.defaultPaymentMethod == method.id {
            customers[owner]?.defaultPaymentMethod = nil
        }
        method.customer = nil
        paymentMethods[method.id] = method
        record("payment_method.detached", method.json, owner: call.owner, at: call.now, by: call)
        return method.json
    }

    @discardableResult
    mutating func attach(_ method: PaymentMethod, to customer: String, _ call: APICall) -> PaymentMethod {
        guard method.customer == nil else { return method }
        var method = method
        method.customer = customer
        paymentMethods[method.id] = method
        record("payment_method.attached", method.json, owner: call.owner, at: call.now, by: call)
        return method
    }
}

extension StripeFailure {
    fileprivate static func wrongCard(_ code: String, _ message: String, _ param: String) -> StripeFailure {
        StripeFailure(status: .paymentRequired, kind: .card, code: code, message: message, param: param)
    }
}

extension APICall {
    /// The calendar year, near enough for expiry dates.
    fileprivate var year: Int64 { 1970 + created / 31_556_952 }
}
