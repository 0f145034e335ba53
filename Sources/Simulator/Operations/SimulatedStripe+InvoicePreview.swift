import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// The bill that would come next, or that a change would make; nothing is kept of it. The older route has the same
    /// parameters with `subscription_` before their names.
    mutating func previewInvoice(_ call: APICall) throws(StripeFailure) -> JSONValue {
        // Those that `price_data` makes are not kept.
        let prices = prices
        defer { self.prices = prices }
        let details = try call.parameters.nested("subscription_details")
        let parameters = details ?? Parameters(Self.withoutPrefix(call.parameters.map))
        let options = try SubscriptionOptions(parameters)
        guard let id = try call.parameters.text("subscription"), !id.isEmpty else {
            return try previewOfNew(parameters, options, call)
        }
        let old = try owned(id, of: call.owner, in: \.subscriptions, param: "subscription")
        guard !old.status.isOver else { throw Self.noUpcoming }
        let change = try change(of: old, parameters, options, call)
        let new = change.subscription
        if try parameters.flag("cancel_now") == true {
            let credit = options.proration == .none ? [] : creditLines(old, at: call.now)
            return draft(for: old, old.pendingLines + credit, .upcoming, period: old.currentPeriod, at: call.now).json
        }
        if change.isBilledNow {
            return draft(for: new, change.lines, .upcoming, period: old.currentPeriod, at: call.now).json
        }
        let end = new.currentPeriod.upperBound
        let goesOn = new.cancelAt.map { $0 > end } ?? true
        guard goesOn || !change.lines.isEmpty else { throw Self.noUpcoming }
        let next = goesOn ? periodLines(new, end..<new.cycle.firstBoundary(after: end)) : []
        var invoice = draft(for: new, change.lines + next, .upcoming, period: new.currentPeriod, at: end)
        invoice.nextAttempt = end
        return invoice.json
    }

    /// The first bill of a subscription that does not exist yet.
    private mutating func previewOfNew(
        _ parameters: Parameters, _ options: SubscriptionOptions, _ call: APICall
    ) throws(StripeFailure) -> JSONValue {
        var complete = parameters.map
        complete["customer"] = call.parameters.map["customer"]
        let subscription = try makeSubscription(call.with(Parameters(complete)))
        let lines = firstLines(subscription, options, parameters)
        var invoice = draft(for: subscription, lines, .upcoming, period: call.now..<call.now, at: call.now).json.object
        // There is none to be named.
        invoice?["parent"] = .null
        return invoice.map(JSONValue.object) ?? .null
    }

    private static func withoutPrefix(_ map: FormMap) -> FormMap {
        let prefix = "subscription_"
        var plain = FormMap()
        for member in map.members where member.name.hasPrefix(prefix) {
            plain[String(member.name.dropFirst(prefix.count))] = member.value
        }
        return plain
    }

    private static var noUpcoming: StripeFailure {
        StripeFailure(
            status: .notFound, kind: .invalidRequest, code: "invoice_upcoming_none",
            message: "No upcoming invoices for customer")
    }
}

extension APICall {
    fileprivate func with(_ parameters: Parameters) -> APICall {
        APICall(
            operation: operation, path: path, identifiers: identifiers, parameters: parameters, owner: owner,
            access: access, idempotencyKey: idempotencyKey, requestID: requestID, now: now)
    }
}
