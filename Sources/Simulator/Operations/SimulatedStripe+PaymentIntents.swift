import HTTPMessages

extension SimulatedStripe {
    mutating func createPaymentIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let parameters = call.parameters
        guard let amount = try parameters.integer("amount") else { throw .missing("amount") }
        try Self.check(amount: amount)
        let currency = try Self.currency(parameters.required("currency"))
        let id = generator.identifier("pi_3")
        var intent = PaymentIntent(
            id: id, owner: call.owner, created: call.created,
            clientSecret: generator.identifier("\(id)_secret_", length: 25), amount: amount, currency: currency,
            methods: try MethodSelection(parameters))
        try apply(parameters, to: &intent, call)
        let confirms = try parameters.flag("confirm") ?? false
        if !confirms, parameters.contains("return_url") {
            throw .invalid(
                "You may only specify `return_url` when `confirm=true`. A return URL may also be passed when confirming "
                    + "an existing PaymentIntent, via the `/v1/payment_intents/\(id)/confirm` endpoint.",
                param: "return_url")
        }
        let method = try givenPaymentMethod(parameters, call)
        try check(method, suits: intent.customer)
        if let method {
            intent.paymentMethod = method.id
            intent.status = .requiresConfirmation
        }
        // Unless the fault names this route, it waits for the payment itself.
        if !confirms { distort(&intent, call, onlyWhenNamed: true) }
        if confirms { try checkConfirmable(intent, parameters) }
        paymentIntents[id] = intent
        record("payment_intent.created", intent.json, owner: call.owner, at: call.now, by: call)
        guard confirms else { return intent.json }
        return try confirm(intent, try ConfirmationOptions(parameters), call).json
    }

    func retrievePaymentIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        try visiblePaymentIntent(call).json
    }

    mutating func updatePaymentIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var intent = try visiblePaymentIntent(call)
        let parameters = call.parameters
        let onlyNotes = parameters.map.members.allSatisfy { ["metadata", "description", "expand"].contains($0.name) }
        guard intent.status.mayBeConfirmed || onlyNotes else {
            throw .unexpectedState(
                "This PaymentIntent could not be updated because it has a status of \(intent.status.rawValue).",
                code: "payment_intent_unexpected_state", details: ["payment_intent": intent.json])
        }
        if let amount = try parameters.integer("amount") {
            try Self.check(amount: amount)
            intent.amount = amount
        }
        if let currency = try parameters.text("currency") { intent.currency = try Self.currency(currency) }
        try apply(parameters, to: &intent, call)
        if let method = try givenPaymentMethod(parameters, call) {
            try check(method, suits: intent.customer)
            intent.paymentMethod = method.id
            intent.status = .requiresConfirmation
        }
        paymentIntents[intent.id] = intent
        return intent.json
    }

    mutating func cancelPaymentIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let reasons = ["duplicate", "fraudulent", "requested_by_customer", "abandoned"]
        let reason = try call.parameters.choice("cancellation_reason", of: reasons)
        var intent = try visiblePaymentIntent(call)
        guard intent.status.mayBeCanceled else {
            throw .unexpectedState(
                "You cannot cancel this PaymentIntent because it has a status of \(intent.status.rawValue). Only a "
                    + "PaymentIntent with one of the following statuses may be canceled: requires_payment_method, "
                    + "requires_capture, requires_confirmation, requires_action, processing.",
                code: "payment_intent_unexpected_state", details: ["payment_intent": intent.json])
        }
        intent.status = .canceled
        intent.canceledAt = call.created
        intent.cancellationReason = reason
        intent.actionURL = nil
        intent.amountCapturable = 0
        paymentIntents[intent.id] = intent
        record("payment_intent.canceled", intent.json, owner: call.owner, at: call.now, by: call)
        return intent.json
    }

    /// The intent a call is about. A publishable key has to bring the client secret.
    func visiblePaymentIntent(_ call: APICall) throws(StripeFailure) -> PaymentIntent {
        let intent = try owned(call.id, of: call.owner, in: \.paymentIntents, param: "intent")
        let secret = try call.parameters.text("client_secret")
        guard secret == intent.clientSecret || (secret == nil && call.access == .secret) else {
            throw .noSuch(PaymentIntent.noun, call.id, param: "intent")
        }
        return intent
    }

    private func apply(
        _ parameters: Parameters, to intent: inout PaymentIntent, _ call: APICall
    ) throws(StripeFailure) {
        if let customer = try parameters.text("customer") {
            intent.customer = customer.isEmpty ? nil : try existingCustomer(customer, call).id
        }
        intent.metadata = try parameters.metadata(over: intent.metadata)
        for name in PaymentIntent.passiveNames {
            if let value = parameters.map[name] { intent.passive[name] = value.json }
        }
        if let capture = try parameters.choice("capture_method", of: ["automatic", "automatic_async", "manual"]) {
            intent.capturesManually = capture == "manual"
        }
        if let usage = try parameters.choice("setup_future_usage", of: ["off_session", "on_session"]) {
            intent.setupFutureUsage = usage
        }
        if let fee = try parameters.integer("application_fee_amount") {
            guard (0...intent.amount).contains(fee) else {
                throw .invalid(
                    "The application fee cannot be more than the amount of the payment.",
                    param: "application_fee_amount")
            }
            guard
                intent.owner.account != nil || parameters.contains("transfer_data")
                    || parameters.contains("on_behalf_of")
            else {
                throw .invalid(
                    "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment "
                        + "(using an OAuth key or Stripe-Account header) or destination payment (using "
                        + "`transfer_data[destination]`).", param: "application_fee_amount")
            }
            intent.applicationFeeAmount = fee
        }
    }

    private static func check(amount: Int64) throws(StripeFailure) {
        guard amount >= 0 else {
            throw .invalid("Invalid positive integer", param: "amount", code: "parameter_invalid_integer")
        }
        guard amount > 0 else {
            throw .invalid(
                "This value must be greater than or equal to 1.", param: "amount", code: "parameter_invalid_integer")
        }
        guard amount <= 99_999_999 else {
            throw .invalid("Amount must be no more than $999,999.99", param: "amount", code: "amount_too_large")
        }
    }

    /// Stripe takes either case and answers in lower case. The simulator knows no list: any three letters do.
    static func currency(_ text: String) throws(StripeFailure) -> String {
        let code = text.lowercased()
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x61...0x7a).contains($0) }) else {
            throw .invalid("Invalid currency: \(code).", param: "currency")
        }
        return code
    }
}

extension MethodSelection {
    /// Without a list, everything the account takes, which has been the default since 2023-08-16.
    init(_ parameters: Parameters) throws(StripeFailure) {
        let automatic = try parameters.nested("automatic_payment_methods")
        let isEnabled = try automatic?.flag("enabled") ?? false
        if let types = try parameters.texts("payment_method_types") {
            guard !isEnabled else {
                throw .invalid(
                    "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
                    param: "payment_method_types", code: "parameters_exclusive")
            }
            guard !types.isEmpty, types.allSatisfy(["card", "us_bank_account"].contains) else {
                throw .invalid("The simulator has cards and bank accounts only.", param: "payment_method_types")
            }
            self = .listed(types)
        } else {
            let redirects = try automatic?.choice("allow_redirects", of: ["always", "never"])
            self = .automatic(allowsRedirects: redirects != "never")
        }
    }
}
