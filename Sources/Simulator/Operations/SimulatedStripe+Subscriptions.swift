import Checkout
import HTTPMessages

extension SimulatedStripe {
    mutating func createSubscription(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let options = try SubscriptionOptions(call.parameters)
        let before = options.payment == .errorIfIncomplete ? self : nil
        var subscription = try makeSubscription(call)
        let lines = firstLines(subscription, options, call.parameters)
        let isFree = lines.allSatisfy { $0.amount == 0 }
        if !isFree, options.payment != .defaultIncomplete { try checkPayable(subscription) }
        subscription.status = !isFree ? .incomplete : subscription.trial == nil ? .active : .trialing
        keep(subscription, at: call.now, by: call)
        do throws(StripeFailure) {
            try billFirstPeriod(subscription.id, lines, options, call)
        } catch {
            if let before { undo(to: before) }
            throw error
        }
        guard var made = subscriptions[subscription.id] else { return .null }
        made.isAnnounced = true
        subscriptions[made.id] = made
        record("customer.subscription.created", made.json, owner: call.owner, at: call.now, by: call)
        return made.json
    }

    func retrieveSubscription(_ call: APICall) throws(StripeFailure) -> JSONValue {
        try owned(call.id, of: call.owner, in: \.subscriptions, param: "id").json
    }

    /// Without a status all that are not canceled are listed, as Stripe has it.
    func listSubscriptions(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let customer = try call.parameters.text("customer")
        let price = try call.parameters.text("price")
        let statuses = Subscription.Status.allCases.map(\.rawValue) + ["all", "ended"]
        let status = try call.parameters.choice("status", of: statuses)
        return try list(call, subscriptions) { subscription in
            guard customer == nil || subscription.customer == customer else { return false }
            guard price == nil || subscription.items.contains(where: { $0.price.id == price }) else { return false }
            switch status {
            case nil: return subscription.status != .canceled
            case "all": return true
            case "ended": return subscription.status.isOver
            default: return subscription.status.rawValue == status
            }
        }
    }

    /// The world as it was before a call that has failed; what a fault struck stays struck.
    mutating func undo(to before: SimulatedStripe) {
        let (faults, generator) = (faults, generator)
        self = before
        self.faults = faults
        self.generator = generator
    }

    // MARK: Making

    mutating func makeSubscription(_ call: APICall) throws(StripeFailure) -> Subscription {
        let parameters = call.parameters
        try checkSupported(parameters)
        let customer = try existingCustomer(parameters.required("customer"), call)
        guard let given = try parameters.maps("items"), !given.isEmpty else { throw .missing("items") }
        let items = try items(given, over: [], call)
        let schedule = try FirstPeriod(parameters, interval: items.first?.price.recurring ?? .monthly, now: call.now)
        var subscription = Subscription(
            id: generator.identifier("sub_1"), owner: call.owner, created: call.created,
            startDate: schedule.start, customer: customer.id, currency: items.first?.price.currency ?? "usd",
            items: items, status: .active, cycle: schedule.cycle, currentPeriod: schedule.period,
            trial: schedule.trial)
        subscription.anchorConfig = parameters.map["billing_cycle_anchor_config"]?.map.map(AnchorConfig.json) ?? .null
        try apply(parameters, to: &subscription, call)
        try applyEnd(parameters, to: &subscription, call)
        return subscription
    }

    /// What the first period costs. Until an anchor it is free when the call wants no proration.
    mutating func firstLines(
        _ subscription: Subscription, _ options: SubscriptionOptions, _ parameters: Parameters
    ) -> [InvoiceLine] {
        if let trial = subscription.trial { return trialLines(subscription, trial) }
        let isAnchored = FirstPeriod.anchorNames.contains(where: parameters.contains)
        return isAnchored && options.proration == .none ? [] : periodLines(subscription, subscription.currentPeriod)
    }

    private func checkPayable(_ subscription: Subscription) throws(StripeFailure) {
        guard defaultMethod(of: subscription) == nil else { return }
        throw StripeFailure(
            status: .badRequest, kind: .invalidRequest, code: "resource_missing",
            message: "This customer has no attached payment source or default payment method. Please consider adding a "
                + "default payment method. For more information, visit "
                + "https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.")
    }

    private mutating func billFirstPeriod(
        _ id: String, _ lines: [InvoiceLine], _ options: SubscriptionOptions, _ call: APICall
    ) throws(StripeFailure) {
        guard var subscription = subscriptions[id], !lines.isEmpty else { return }
        let invoice = makeInvoice(
            for: subscription, lines, .creation, period: call.now..<call.now, at: call.now, by: call)
        subscription.latestInvoice = invoice.id
        subscriptions[id] = subscription
        finalize(invoice.id, at: call.now, by: call)
        guard invoices[invoice.id]?.status == .open else { return }
        if options.payment == .defaultIncomplete {
            _ = paymentIntent(for: invoice.id, at: call.now, by: call)
            return
        }
        let outcome = collect(invoice.id, isOffSession: options.isOffSession, at: call.now, by: call)
        if options.payment == .errorIfIncomplete { try failUnlessPaid(outcome) }
    }

    /// For calls that are to fail when the payment does.
    func failUnlessPaid(_ outcome: CollectionOutcome) throws(StripeFailure) {
        switch outcome {
        case .done: return
        case .declined(let decline): throw .card(decline)
        case .noMethod, .waiting: throw .card(.authenticationRequired)
        }
    }
}
