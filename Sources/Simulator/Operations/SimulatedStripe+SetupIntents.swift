import Checkout
import HTTPMessages

extension SimulatedStripe {
    mutating func createSetupIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let parameters = call.parameters
        let id = generator.identifier("seti_1")
        var intent = SetupIntent(
            id: id, owner: call.owner, created: call.created,
            clientSecret: generator.identifier("\(id)_secret_", length: 25), methods: try MethodSelection(parameters),
            usage: try parameters.choice("usage", of: ["off_session", "on_session"]) ?? "off_session")
        if let customer = try parameters.text("customer"), !customer.isEmpty {
            intent.customer = try existingCustomer(customer, call).id
        }
        intent.metadata = try parameters.metadata()
        intent.description = try parameters.text("description")
        let confirms = try parameters.flag("confirm") ?? false
        if let method = try givenPaymentMethod(parameters, call) {
            try check(method, suits: intent.customer)
            intent.paymentMethod = method.id
            intent.status = .requiresConfirmation
        }
        if confirms { try checkConfirmable(intent, parameters) }
        setupIntents[id] = intent
        record("setup_intent.created", intent.json, owner: call.owner, at: call.now, by: call)
        guard confirms else { return intent.json }
        return try confirm(intent, call).json
    }

    func retrieveSetupIntent(_ call: APICall) throws(StripeFailure) -> JSONValue { try visibleSetupIntent(call).json }

    mutating func confirmSetupIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var intent = try visibleSetupIntent(call)
        try checkConfirmable(intent, call.parameters)
        if let method = try givenPaymentMethod(call.parameters, call) {
            try check(method, suits: intent.customer)
            intent.paymentMethod = method.id
        }
        return try confirm(intent, call).json
    }

    mutating func cancelSetupIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let reasons = ["abandoned", "requested_by_customer", "duplicate"]
        let reason = try call.parameters.choice("cancellation_reason", of: reasons)
        var intent = try visibleSetupIntent(call)
        guard intent.status.mayBeCanceled else {
            throw .unexpectedState(
                "You cannot cancel this SetupIntent because it has a status of \(intent.status.rawValue).",
                code: "setup_intent_unexpected_state", details: ["setup_intent": intent.json])
        }
        intent.status = .canceled
        intent.cancellationReason = reason
        intent.actionURL = nil
        setupIntents[intent.id] = intent
        record("setup_intent.canceled", intent.json, owner: call.owner, at: call.now, by: call)
        return intent.json
    }

    private func visibleSetupIntent(_ call: APICall) throws(StripeFailure) -> SetupIntent {
        let intent = try owned(call.id, of: call.owner, in: \.setupIntents, param: "intent")
        let secret = try call.parameters.text("client_secret")
        guard secret == intent.clientSecret || (secret == nil && call.access == .secret) else {
            throw .noSuch(SetupIntent.noun, call.id, param: "intent")
        }
        return intent
    }

    private func checkConfirmable(_ intent: SetupIntent, _ parameters: Parameters) throws(StripeFailure) {
        let hasMethod =
            intent.paymentMethod != nil || parameters.contains("payment_method")
            || parameters.contains("payment_method_data")
        guard intent.status.mayBeConfirmed, hasMethod else {
            let why = hasMethod ? "it has a status of \(intent.status.rawValue)" : "it's missing a payment method"
            throw .unexpectedState(
                "You cannot confirm this SetupIntent because \(why).", code: "setup_intent_unexpected_state",
                details: ["setup_intent": intent.json])
        }
        guard !intent.methods.needsReturnURL || intent.returnURL != nil || parameters.contains("return_url") else {
            throw .invalid(
                "This SetupIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
                    + "these payment methods might redirect your customer off of your page, you must provide a "
                    + "`return_url`.", param: "return_url")
        }
    }

    private mutating func confirm(_ intent: SetupIntent, _ call: APICall) throws(StripeFailure) -> SetupIntent {
        var intent = intent
        guard let method = intent.paymentMethod.flatMap({ paymentMethods[$0] }) else {
            throw .noSuch(PaymentMethod.noun, intent.paymentMethod ?? "", param: "payment_method")
        }
        intent.returnURL = try ConfirmationOptions(call.parameters).returnURL ?? intent.returnURL
        intent.lastSetupError = .null
        if let decline = method.card?.storingDecline {
            fail(&intent, StripeFailure.card(decline, details: ["payment_method": method.json]), at: call.now, by: call)
            throw .card(decline, details: ["payment_method": method.json, "setup_intent": intent.json])
        }
        if method.asksForAuthentication {
            intent.status = .requiresAction
            intent.actionURL = "\(settings.publicURL)/_sim/3ds/\(intent.id)"
            setupIntents[intent.id] = intent
            record("setup_intent.requires_action", intent.json, owner: call.owner, at: call.now, by: call)
            return intent
        }
        complete(&intent, method, at: call.now, by: call)
        return intent
    }

    /// The card is stored, and with a customer it is theirs.
    mutating func complete(_ intent: inout SetupIntent, _ method: PaymentMethod, at now: Timestamp, by call: APICall?) {
        var method = method
        method.isSetUp = true
        method.customer = method.customer ?? intent.customer
        paymentMethods[method.id] = method
        intent.status = .succeeded
        intent.actionURL = nil
        setupIntents[intent.id] = intent
        record("setup_intent.succeeded", intent.json, owner: intent.owner, at: now, by: call)
    }

    mutating func fail(_ intent: inout SetupIntent, _ failure: StripeFailure, at now: Timestamp, by call: APICall?) {
        intent.status = .requiresPaymentMethod
        intent.paymentMethod = nil
        intent.actionURL = nil
        intent.lastSetupError = failure.json
        setupIntents[intent.id] = intent
        record("setup_intent.setup_failed", intent.json, owner: intent.owner, at: now, by: call)
    }
}
