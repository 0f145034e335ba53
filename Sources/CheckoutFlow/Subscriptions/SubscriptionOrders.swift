import Checkout
import CheckoutStore
import Payments

extension SubscriptionFlow {
    /// The same for a subscription whenever it is asked, since its key stands for exactly this; `nil` before its customer
    /// is known to the provider.
    func order(
        for record: SubscriptionRecord, key: ProviderKey, _ beginning: SubscriptionOrder.Beginning
    ) async throws -> SubscriptionOrder? {
        let (terms, state) = (record.terms, record.state)
        guard let customer = state.provider.customer else { return nil }
        let prices = try await prices(of: state.plan, record)
        var order = SubscriptionOrder(
            subscriptionID: record.id, key: key, customer: customer, paymentMethod: state.provider.paymentMethod,
            price: prices.theirs.map(ProviderPrice.existing) ?? .inline(prices.own), quantity: state.plan.quantity,
            beginning: beginning,
            livemode: terms.livemode, accountID: terms.accountID)
        order.customerID = terms.customerID
        order.sessionID = state.origin?.sessionID
        order.anchor = state.anchor
        order.standIn = prices.theirs == nil ? nil : prices.own
        if terms.accountID != nil, let organization = try await flow.organizations.find(record.organizationID) {
            order.applicationFeeBasisPoints = organization.applicationFeeBasisPoints
        }
        return order
    }

    /// `nil` before it is made at the provider. The rest of the period is credited and charged at once: on the next bill,
    /// whoever cancels before that would have had the dearer plan for nothing.
    func changeOrder(
        of record: SubscriptionRecord, to plan: SubscriptionPlan, key: ProviderKey, at time: Timestamp? = nil
    ) async throws -> ChangeOrder? {
        guard let reference = record.reference else { return nil }
        let prices = try await prices(of: plan, record)
        // Another quantity of the same is had at the price it is billed at.
        let same = plan.priceID == record.state.plan.priceID ? record.state.provider.price : nil
        let theirs = same ?? prices.theirs
        var order = ChangeOrder(
            reference, key: key, item: record.state.provider.item,
            price: theirs.map(ProviderPrice.existing) ?? .inline(prices.own), quantity: plan.quantity,
            proration: .billedNow, at: time)
        order.standIn = theirs == nil ? nil : prices.own
        return order
    }

    /// The provider's own, where it has one that is sold; and one that it is told for this subscription alone.
    private func prices(
        of plan: SubscriptionPlan, _ record: SubscriptionRecord
    ) async throws -> (theirs: String?, own: InlinePrice) {
        let terms = record.terms
        let place = ProviderPlace(terms.provider, livemode: terms.livemode, accountID: terms.accountID)
        let theirs = try await flow.catalog.providerIDs(of: plan.priceID, product: plan.productID, at: place)
        let product: InlinePrice.Product
        if let id = theirs.product {
            product = .existing(id)
        } else {
            let ours = try await flow.catalog.product(
                plan.productID, of: record.organizationID, livemode: terms.livemode)
            product = .ours(plan.productID, name: ours?.name ?? "\(plan.productID)")
        }
        return (theirs.price, InlinePrice(product: product, unitAmount: plan.unitAmount, period: plan.period))
    }
}

extension SubscriptionRecord {
    /// `nil` before it is made at the provider.
    var reference: SubscriptionReference? {
        state.provider.subscription.map { SubscriptionReference(providerID: $0, accountID: terms.accountID) }
    }
}
