import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// A direct debit is on its way; how it ends shows later.
    mutating func debit(
        _ intent: inout PaymentIntent, _ method: PaymentMethod, _ account: TestBankAccount, at now: Timestamp,
        by call: APICall?
    ) {
        distort(&intent, call)
        let charge = makeCharge(intent, method, .pending, at: now)
        charges[charge.id] = charge
        intent.latestCharge = charge.id
        intent.status = .processing
        intent.actionURL = nil
        paymentIntents[intent.id] = intent
        record("charge.pending", charge.json, owner: intent.owner, at: now, by: call)
        record("payment_intent.processing", intent.json, owner: intent.owner, at: now, by: call)
        if account.outcome != .staysProcessing {
            agenda.add(.endDebit(charge.id), at: now + settings.afterwards)
        }
    }

    /// The buyer's bank has answered.
    mutating func endDebit(ofCharge id: String, at now: Timestamp) {
        guard
            var charge = charges[id], charge.state == .pending, var intent = paymentIntents[charge.paymentIntent],
            let method = paymentMethods[charge.paymentMethod], let account = method.bankAccount
        else { return }
        switch account.outcome {
        case .staysProcessing:
            return
        case .succeeds:
            charge.state = .succeeded
            charge.isCaptured = true
            intent.status = .succeeded
            intent.amountReceived = intent.amount
            paymentIntents[intent.id] = intent
        case .fails(let code, let message):
            charge.state = .returned(code: code, message: message)
            let error = StripeFailure(
                status: .paymentRequired, kind: .invalidRequest, code: code, message: message,
                details: ["charge": .string(id), "payment_method": method.json])
            backToPaymentMethod(&intent, error: error.json)
        }
        charges[id] = charge
        let hasSucceeded = charge.hasSucceeded
        record(
            hasSucceeded ? "charge.succeeded" : "charge.failed", charge.json, owner: intent.owner, at: now, by: nil)
        record(
            hasSucceeded ? "payment_intent.succeeded" : "payment_intent.payment_failed", intent.json,
            owner: intent.owner, at: now, by: nil)
        if hasSucceeded {
            invoicePaid(by: intent, at: now, nil)
        } else {
            invoiceFailed(by: intent, asksForBuyer: false, at: now, nil)
        }
    }
}
