import Checkout
import CheckoutStore
import EventLoop
import Payments
import Testing

@testable import CheckoutFlow

/// Checkouts that change subscriptions.
extension FlowFixture {
    /// The plan that most of these change to.
    func team(price: UInt128 = 2, unitAmount: Int64 = 4999) throws -> SubscriptionPlan {
        try plan(Self.otherProduct, price: price, unitAmount: unitAmount)
    }

    /// What it costs to change to a plan now, as its provider says.
    func priced(_ record: SubscriptionRecord, to plan: SubscriptionPlan) async throws -> PlanChange {
        let time = Timestamp(unixSeconds: now.unixSeconds)
        let outcome = try await subscriptionFlow.previewChange(record.id, to: plan, at: time)
        guard case .preview(let preview, let shown) = outcome else { throw Unexpected("\(outcome)") }
        let proration = Proration(
            credited: preview.credited, charged: preview.charged, total: preview.total,
            explanation: preview.explanation)
        return PlanChange(
            basis: .init(shown.state), previewedAt: time, proration: proration, due: preview.dueNow)
    }

    func changing(
        _ record: SubscriptionRecord, to plan: SubscriptionPlan, priced change: PlanChange? = nil
    ) async throws -> SessionRecord {
        let billing: Checkout.Price.Billing = plan.isFree ? .free : .recurring(plan.period)
        let price = Checkout.Price(
            id: plan.priceID, productID: plan.productID, unitAmount: plan.unitAmount, billing: billing, trialDays: 14,
            grantsFeatures: true)
        var order = CheckoutOrder(.price(price))
        order.quantity = plan.quantity
        order.existingSubscriptionID = record.id
        if let change { order.change = change } else { order.change = try await priced(record, to: plan) }
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: .random(in: 0 ... .max))),
            merchant: MerchantTerms(livemode: false), at: now)
        var new = NewSession(organizationID: Self.organization, terms: terms)
        new.clientSecretHash = [UInt8](repeating: 1, count: 32)
        new.product = ProductSummary(id: plan.productID, name: "Team", period: plan.isFree ? nil : plan.period)
        new.change = order.change.map(Boxed.init)
        let outcome = try await flow.create(new)
        guard case .open(let opened, isNew: true) = outcome else { throw Unexpected("\(outcome)") }
        return opened
    }

    /// Everything up to the COMMIT of the confirm, and nothing after it: a process that dies there.
    func confirmAndDie(_ session: CheckoutSessionID) async throws {
        let now = now
        let outcome = try await store.apply(session, looksForObstacles: true) { machine throws(ConfirmRefusal) in
            try machine.confirmRequested(paymentMethod: nil, at: now)
        }
        guard case .applied = outcome else { throw Unexpected("\(outcome)") }
    }

    /// Takes up all that is owed by sessions and subscriptions, as workers do, for so long.
    func work(_ duration: Duration, in network: FlowNetwork) async throws {
        let end = now + duration
        while now < end {
            try await live(min(.seconds(10), end - now), in: network)
            let due = try await DueWork(store.pool).claim(at: now, lease: .seconds(30), limit: 100)
            for id in due { try await flow.cameDue(id) }
            await flow.drained()
        }
    }
}
