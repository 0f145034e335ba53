import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// Money moves, or is set aside when the intent captures by hand.
    mutating func settle(
        _ intent: inout PaymentIntent, _ method: PaymentMethod, at now: Timestamp, by call: APICall?
    ) {
        distort(&intent, call)
        let charge = makeCharge(intent, method, .succeeded, at: now)
        charges[charge.id] = charge
        intent.latestCharge = charge.id
        intent.actionURL = nil
        intent.lastPaymentError = .null
        if intent.capturesManually {
            intent.status = .requiresCapture
            intent.amountCapturable = intent.amount
        } else {
            intent.status = .succeeded
            intent.amountReceived = intent.amount
        }
        remember(method, of: intent, call)
        paymentIntents[intent.id] = intent
        record("charge.succeeded", charge.json, owner: intent.owner, at: now, by: call)
        let type = intent.capturesManually ? "amount_capturable_updated" : "succeeded"
        record("payment_intent.\(type)", intent.json, owner: intent.owner, at: now, by: call)
        if method.card?.disputeReason != nil {
            agenda.add(.disputeCharge(charge.id), at: now + settings.afterwards)
        }
        if intent.status == .succeeded { invoicePaid(by: intent, at: now, call) }
    }

    /// The issuer says no: the intent waits for another method.
    mutating func fail(
        _ intent: inout PaymentIntent, _ method: PaymentMethod, _ reason: CardDecline, at now: Timestamp,
        by call: APICall?
    ) {
        let charge = makeCharge(intent, method, .declined(reason), at: now)
        charges[charge.id] = charge
        intent.latestCharge = charge.id
        var error = StripeFailure.card(reason, details: ["charge": .string(charge.id)])
        error.details["payment_method"] = method.json
        backToPaymentMethod(&intent, error: error.json)
        record("charge.failed", charge.json, owner: intent.owner, at: now, by: call)
        record("payment_intent.payment_failed", intent.json, owner: intent.owner, at: now, by: call)
        invoiceFailed(by: intent, asksForBuyer: reason == .authenticationRequired, at: now, call)
    }

    /// The buyer did not prove who they are: nothing was charged.
    mutating func failAuthentication(_ intent: inout PaymentIntent, _ method: PaymentMethod, at now: Timestamp) {
        let error = StripeFailure(
            status: .paymentRequired, kind: .invalidRequest, code: "payment_intent_authentication_failure",
            message: "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a "
                + "new PaymentMethod to attempt to fulfill this PaymentIntent again.",
            details: ["payment_method": method.json])
        backToPaymentMethod(&intent, error: error.json)
        record("payment_intent.payment_failed", intent.json, owner: intent.owner, at: now, by: nil)
        invoiceFailed(by: intent, asksForBuyer: false, at: now, nil)
    }

    mutating func backToPaymentMethod(_ intent: inout PaymentIntent, error: JSONValue) {
        intent.status = .requiresPaymentMethod
        intent.paymentMethod = nil
        intent.actionURL = nil
        intent.lastPaymentError = error
        paymentIntents[intent.id] = intent
    }

    mutating func makeCharge(
        _ intent: PaymentIntent, _ method: PaymentMethod, _ state: Charge.State, at now: Timestamp
    ) -> Charge {
        Charge(
            id: generator.identifier("ch_3"), owner: intent.owner, created: now.unixSeconds, createdAt: now,
            paymentIntent: intent.id, amount: intent.amount, currency: intent.currency, customer: intent.customer,
            paymentMethod: method.id, methodDetails: method.chargeDetails, billingDetails: method.billingDetails,
            metadata: intent.metadata, applicationFeeAmount: intent.applicationFeeAmount, state: state,
            idempotencyKey: intent.confirmationKey, isCaptured: state == .succeeded && !intent.capturesManually)
    }

    /// A card that was to be kept for later is kept.
    private mutating func remember(_ method: PaymentMethod, of intent: PaymentIntent, _ call: APICall?) {
        guard let usage = intent.setupFutureUsage else { return }
        var method = method
        if usage == "off_session" { method.isSetUp = true }
        method.customer = method.customer ?? intent.customer
        paymentMethods[method.id] = method
    }

    /// The fault `wrong_amount`: one minor unit more than was asked.
    mutating func distort(_ intent: inout PaymentIntent, _ call: APICall?, onlyWhenNamed: Bool = false) {
        let subject =
            intent.invoice.map { "POST /v1/invoices/\($0)/pay" }
            ?? call.map { "\($0.operation.method.name) \($0.path)" } ?? "POST /_sim/3ds/\(intent.id)"
        if faults.take(.wrongAmount, forCall: subject, onlyWhenNamed: onlyWhenNamed) != nil { intent.amount += 1 }
    }

    mutating func capturePaymentIntent(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var intent = try visiblePaymentIntent(call)
        guard intent.status == .requiresCapture, var charge = intent.latestCharge.flatMap({ charges[$0] }) else {
            throw .unexpectedState(
                "This PaymentIntent could not be captured because it has a status of \(intent.status.rawValue). Only a "
                    + "PaymentIntent with one of the following statuses may be captured: requires_capture.",
                code: "payment_intent_unexpected_state", details: ["payment_intent": intent.json])
        }
        if let amount = try call.parameters.integer("amount_to_capture"), amount != intent.amount {
            throw .invalid("The simulator captures the whole amount only.", param: "amount_to_capture")
        }
        charge.isCaptured = true
        charges[charge.id] = charge
        intent.status = .succeeded
        intent.amountCapturable = 0
        intent.amountReceived = intent.amount
        paymentIntents[intent.id] = intent
        record("charge.captured", charge.json, owner: call.owner, at: call.now, by: call)
        record("payment_intent.succeeded", intent.json, owner: call.owner, at: call.now, by: call)
        return intent.json
    }
}
