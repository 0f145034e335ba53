import Checkout
import HTTPMessages

extension SimulatedStripe {
    mutating func createRefund(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let reason = try call.parameters.choice(
            "reason", of: ["duplicate", "fraudulent", "requested_by_customer"])
        let metadata = try call.parameters.metadata()
        let asked = try call.parameters.integer("amount")
        var charge = try refundedCharge(call)
        let rest = charge.amount - charge.amountRefunded
        guard rest > 0 else {
            throw .unexpectedState("Charge \(charge.id) has already been refunded.", code: "charge_already_refunded")
        }
        guard charge.dispute == nil else {
            throw .unexpectedState("Charge \(charge.id) has been charged back.", code: "charge_disputed")
        }
        let amount = asked ?? rest
        guard amount > 0 else {
            throw .invalid(
                "Invalid positive integer", param: "amount", code: "parameter_invalid_integer")
        }
        guard amount <= rest else {
            throw .invalid(
                "Refund amount (\(amount)) is greater than unrefunded amount on charge (\(rest))", param: "amount",
                code: "amount_too_large")
        }
        let settlement = paymentMethods[charge.paymentMethod]?.card?.refunds ?? .atOnce
        let refund = Refund(
            id: generator.identifier("re_3"), owner: call.owner, created: call.created, createdAt: call.now,
            amount: amount, currency: charge.currency, charge: charge.id, paymentIntent: charge.paymentIntent,
            reason: reason, idempotencyKey: call.idempotencyKey, metadata: metadata,
            status: settlement == .later ? .pending : .succeeded)
        refunds[refund.id] = refund
        charge.amountRefunded += amount
        charges[charge.id] = charge
        if settlement != .atOnce { agenda.add(.settleRefund(refund.id), at: call.now + settings.afterwards) }
        record("refund.created", refund.json, owner: call.owner, at: call.now, by: call)
        record("charge.refunded", charge.json, owner: call.owner, at: call.now, by: call)
        return refund.json
    }

    private func refundedCharge(_ call: APICall) throws(StripeFailure) -> Charge {
        let charge: Charge
        if let id = try call.parameters.text("charge") {
            charge = try owned(id, of: call.owner, in: \.charges, param: "charge")
        } else if let id = try call.parameters.text("payment_intent") {
            let intent = try owned(id, of: call.owner, in: \.paymentIntents, param: "payment_intent")
            guard let latest = intent.latestCharge.flatMap({ charges[$0] }), latest.hasSucceeded else {
                throw .unexpectedState(
                    "This PaymentIntent (\(id)) does not have a successful charge to refund.",
                    code: "payment_intent_unexpected_state")
            }
            charge = latest
        } else {
            throw .invalid("One of the following params should be provided for this request: payment_intent or charge.")
        }
        guard charge.hasSucceeded, charge.isCaptured else {
            throw .unexpectedState("Charge \(charge.id) cannot be refunded.", code: "charge_not_refundable")
        }
        return charge
    }

    /// What follows a payment without anybody calling.
    mutating func perform(_ due: Afterwards, at now: Timestamp) {
        switch due {
        case .settleRefund(let id): settleRefund(id, at: now)
        case .disputeCharge(let id): disputeCharge(id, at: now)
        case .endDebit(let id): endDebit(ofCharge: id, at: now)
        case .stepSubscription(let id): stepSubscription(id, at: now)
        case .retryInvoice(let id): retryInvoice(id, at: now)
        case .loseDispute(let id): closeDispute(id, .lost, at: now, by: nil)
        }
    }

    private mutating func settleRefund(_ id: String, at now: Timestamp) {
        guard var refund = refunds[id], var charge = charges[refund.charge] else { return }
        if refund.status == .pending {
            refund.status = .succeeded
            refunds[id] = refund
            record("refund.updated", refund.json, owner: refund.owner, at: now, by: nil)
            record("charge.refund.updated", refund.json, owner: refund.owner, at: now, by: nil)
            return
        }
        refund.status = .failed
        refund.failureReason = "expired_or_canceled_card"
        refunds[id] = refund
        charge.amountRefunded -= refund.amount
        charges[charge.id] = charge
        record("refund.failed", refund.json, owner: refund.owner, at: now, by: nil)
        record("charge.refund.updated", refund.json, owner: refund.owner, at: now, by: nil)
    }
}
