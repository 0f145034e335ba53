import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// A buyer complains at their bank, whose money is taken from the merchant at once.
    mutating func disputeCharge(_ id: String, at now: Timestamp) {
        guard var charge = charges[id], charge.dispute == nil,
            let reason = paymentMethods[charge.paymentMethod]?.card?.disputeReason
        else { return }
        let dispute = Dispute(
            id: generator.identifier("du_1"), owner: charge.owner, created: now.unixSeconds, amount: charge.amount,
            currency: charge.currency, charge: id, paymentIntent: charge.paymentIntent, reason: reason)
        disputes[dispute.id] = dispute
        charge.dispute = dispute.id
        charges[id] = charge
        agenda.add(.loseDispute(dispute.id), at: now + Dispute.defenceTime)
        record("charge.dispute.created", dispute.json, owner: charge.owner, at: now, by: nil)
        record("charge.dispute.funds_withdrawn", dispute.json, owner: charge.owner, at: now, by: nil)
    }

    /// Stripe's test mode decides by what the evidence says: `winning_evidence` or `losing_evidence`.
    mutating func updateDispute(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var dispute = try openDispute(call)
        let evidence = try call.parameters.nested("evidence")
        dispute.metadata = try call.parameters.metadata(over: dispute.metadata)
        if let evidence { dispute.evidence = FormValue.map(evidence.map).json }
        let submits = try call.parameters.flag("submit") ?? true
        if evidence != nil, submits { dispute.status = .underReview }
        disputes[dispute.id] = dispute
        record("charge.dispute.updated", dispute.json, owner: call.owner, at: call.now, by: call)
        guard submits else { return dispute.json }
        switch try evidence?.text("uncategorized_text") {
        case "winning_evidence": closeDispute(call.id, .won, at: call.now, by: call)
        case "losing_evidence": closeDispute(call.id, .lost, at: call.now, by: call)
        default: break
        }
        return try owned(call.id, of: call.owner, in: \.disputes, param: "id").json
    }

    /// The merchant gives in.
    mutating func giveInToDispute(_ call: APICall) throws(StripeFailure) -> JSONValue {
        _ = try openDispute(call)
        closeDispute(call.id, .lost, at: call.now, by: call)
        return try owned(call.id, of: call.owner, in: \.disputes, param: "id").json
    }

    func listDisputes(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let charge = try call.parameters.text("charge")
        let intent = try call.parameters.text("payment_intent")
        return try list(call, disputes) {
            (charge == nil || $0.charge == charge) && (intent == nil || $0.paymentIntent == intent)
        }
    }

    /// The bank has decided, or nobody has answered it in time.
    mutating func closeDispute(_ id: String, _ status: Dispute.Status, at now: Timestamp, by call: APICall?) {
        guard var dispute = disputes[id], !dispute.status.isOver else { return }
        dispute.status = status
        disputes[id] = dispute
        record("charge.dispute.closed", dispute.json, owner: dispute.owner, at: now, by: call)
        guard status == .won else { return }
        record("charge.dispute.funds_reinstated", dispute.json, owner: dispute.owner, at: now, by: call)
    }

    private func openDispute(_ call: APICall) throws(StripeFailure) -> Dispute {
        let dispute = try owned(call.id, of: call.owner, in: \.disputes, param: "id")
        guard !dispute.status.isOver else {
            throw .unexpectedState("This dispute is already closed", code: "dispute_already_closed")
        }
        return dispute
    }
}
