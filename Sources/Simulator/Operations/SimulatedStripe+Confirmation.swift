import HTTPMessages

extension SimulatedStripe {
    mutating func confirmPaymentIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var intent = try visiblePaymentIntent(call)
        let options = try ConfirmationOptions(call.parameters)
        try checkConfirmable(intent, call.parameters)
        if let method = try givenPaymentMethod(call.parameters, call) {
            try check(method, suits: intent.customer)
            intent.paymentMethod = method.id
        }
        if let usage = try call.parameters.choice("setup_future_usage", of: ["off_session", "on_session"]) {
            intent.setupFutureUsage = usage
        }
        return try confirm(intent, options, call).json
    }

    /// What would stop a confirmation before anything is tried.
    func checkConfirmable(_ intent: PaymentIntent, _ parameters: Parameters) throws(StripeFailure) {
        guard intent.status.mayBeConfirmed else {
            let why =
                intent.status == .succeeded
                ? "it has already succeeded after being previously confirmed"
                : "it has a status of \(intent.status.rawValue)"
            throw .unexpectedState(
                "You cannot confirm this PaymentIntent because \(why).", code: "payment_intent_unexpected_state",
                details: ["payment_intent": intent.json])
        }
        let hasMethod =
            intent.paymentMethod != nil || parameters.contains("payment_method")
            || parameters.contains("payment_method_data")
        guard hasMethod else {
            throw .unexpectedState(
                "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update "
                    + "the PaymentIntent with a payment method and then confirm it again, or confirm it again directly "
                    + "with a payment method or ConfirmationToken.", code: "payment_intent_unexpected_state",
                details: ["payment_intent": intent.json])
        }
        guard !intent.methods.needsReturnURL || intent.returnURL != nil || parameters.contains("return_url") else {
            throw .invalid(
                "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of "
                    + "these payment methods might redirect your customer off of your page, you must provide a "
                    + "`return_url`. If you don't want to accept redirect-based payment methods, set "
                    + "`automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` "
                    + "to `never` when creating Setup Intents and Payment Intents.", param: "return_url")
        }
    }

    /// The method a call names or describes.
    mutating func givenPaymentMethod(
        _ parameters: Parameters, _ call: APICall
    ) throws(StripeFailure) -> PaymentMethod? {
        if let id = try parameters.text("payment_method"), !id.isEmpty { return try paymentMethod(id, call) }
        if let data = try parameters.nested("payment_method_data") { return try makePaymentMethod(data, call) }
        return nil
    }

    func check(_ method: PaymentMethod?, suits customer: String?) throws(StripeFailure) {
        guard let owner = method?.customer, owner != customer else { return }
        throw .invalid(
            "The provided PaymentMethod cannot be used because it is attached to customer \(owner). You must include "
                + "this customer in the `customer` parameter.", param: "payment_method")
    }

    /// One try at paying.
    mutating func confirm(
        _ intent: PaymentIntent, _ options: ConfirmationOptions, _ call: APICall
    ) throws(StripeFailure) -> PaymentIntent {
        var intent = intent
        guard let method = intent.paymentMethod.flatMap({ paymentMethods[$0] }) else {
            throw .noSuch(PaymentMethod.noun, intent.paymentMethod ?? "", param: "payment_method")
        }
        guard intent.methods.types.contains(method.type) else {
            throw .invalid(
                "The PaymentMethod provided (\(method.type)) is not allowed for this PaymentIntent. Please attach a "
                    + "PaymentMethod of one of the following types: \(intent.methods.types.joined(separator: ", ")).",
                param: "payment_method", code: "payment_intent_incompatible_payment_method")
        }
        intent.returnURL = options.returnURL ?? intent.returnURL
        intent.confirmationKey = call.idempotencyKey
        intent.lastPaymentError = .null
        let asks = method.asksForAuthentication
        if asks, options.isOffSession || options.failsOnAction {
            return try decline(&intent, method, .authenticationRequired, call)
        }
        if asks {
            intent.status = .requiresAction
            intent.actionURL = "\(settings.publicURL)/_sim/3ds/\(intent.id)"
            paymentIntents[intent.id] = intent
            record("payment_intent.requires_action", intent.json, owner: call.owner, at: call.now, by: call)
            return intent
        }
        if let reason = method.card?.decline { return try decline(&intent, method, reason, call) }
        if let account = method.bankAccount {
            debit(&intent, method, account, at: call.now, by: call)
        } else {
            settle(&intent, method, at: call.now, by: call)
        }
        return intent
    }

    private mutating func decline(
        _ intent: inout PaymentIntent, _ method: PaymentMethod, _ reason: CardDecline, _ call: APICall
    ) throws(StripeFailure) -> PaymentIntent {
        fail(&intent, method, reason, at: call.now, by: call)
        throw .card(
            reason,
            details: [
                "charge": .text(intent.latestCharge), "payment_intent": intent.json, "payment_method": method.json,
            ])
    }
}
