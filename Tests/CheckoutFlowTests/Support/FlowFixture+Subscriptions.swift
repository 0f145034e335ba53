import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Postgres
import Testing

@testable import CheckoutFlow

/// Sessions that start subscriptions, and what becomes of those.
extension FlowFixture {
    static let product = ProductID(UniqueID(bits: 0xBEEF))
    static let otherProduct = ProductID(UniqueID(bits: 0xBEE0))

    var subscriptions: SubscriptionStore { SubscriptionStore(store.pool) }
    var subscriptionFlow: SubscriptionFlow { flow.subscriptions }

    static func usd(_ minorUnits: Int64) throws -> Money {
        Money(minorUnits: minorUnits, currency: try #require(Currency("usd")))
    }

    /// Products that may be subscribed to, each with a feature.
    func makeProducts() async throws {
        let catalog = Catalog(store.pool)
        for (id, name) in [(Self.product, "Pro"), (Self.otherProduct, "Team")] {
            guard try await catalog.product(id, of: Self.organization, livemode: false) == nil else { continue }
            try await catalog.create(
                Product(
                    id: id, organizationID: Self.organization, livemode: false, name: name,
                    features: [ProductFeature(key: name.lowercased(), title: name)], createdAt: now))
        }
    }

    func plan(
        _ product: ProductID = product, price: UInt128 = 1, unitAmount: Int64 = 999, quantity: Int64 = 1
    ) throws -> SubscriptionPlan {
        SubscriptionPlan(
            productID: product, priceID: PriceID(UniqueID(bits: price)), quantity: quantity,
            unitAmount: try Self.usd(unitAmount), period: .month)
    }

    /// A session that starts one when it is paid.
    func subscribing(
        email: String? = "ada@example.org", product: ProductID = product, unitAmount: Int64 = 999, trialDays: Int = 0
    ) async throws -> SessionRecord {
        try await makeProducts()
        let billing: Checkout.Price.Billing = unitAmount == 0 ? .free : .recurring(BillingPeriod.month)
        let price = Checkout.Price(
            id: PriceID(UniqueID(bits: 1)), productID: product, unitAmount: try Self.usd(unitAmount),
            billing: billing, trialDays: trialDays, grantsFeatures: true)
        var order = CheckoutOrder(.price(price))
        order.customer.email = email
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: .random(in: 0 ... .max))),
            merchant: MerchantTerms(livemode: false, accountID: nil, latePayments: .refundAlways), at: now)
        var new = NewSession(organizationID: Self.organization, terms: terms)
        new.clientSecretHash = [UInt8](repeating: 1, count: 32)
        new.product = ProductSummary(
            id: product, name: "Pro", description: nil, period: unitAmount == 0 ? nil : .month, features: ["Pro"])
        let outcome = try await flow.create(new)
        guard case .open(let record, isNew: true) = outcome else { throw Unexpected("\(outcome)") }
        return record
    }

    /// Paid, and made at the provider as far as that went.
    @discardableResult
    func subscribe(
        email: String? = "ada@example.org", product: ProductID = product, unitAmount: Int64 = 999, trialDays: Int = 0,
        method: String = "pm_card_visa"
    ) async throws -> SubscriptionRecord {
        let session = try await subscribing(
            email: email, product: product, unitAmount: unitAmount, trialDays: trialDays)
        let paid = try await confirm(session.id, unitAmount == 0 ? nil : method)
        guard let id = paid.subscription?.id else { throw Unexpected("no subscription of \(paid.state)") }
        await flow.drained()
        return try await subscription(id)
    }

    func subscription(_ id: SubscriptionID) async throws -> SubscriptionRecord {
        guard let record = try await subscriptions.find(id) else { throw Unexpected("no subscription \(id)") }
        return record
    }

    /// The keys of what a subscription's customer may use.
    func features(_ record: SubscriptionRecord) async throws -> [String] {
        try await Entitlements(store.pool).grants(
            of: record.terms.customerID, organization: Self.organization, livemode: false
        ).map(\.key).sorted()
    }

    func settled(_ outcome: SubscriptionChangeOutcome) throws -> SubscriptionRecord {
        guard case .settled(let record) = outcome else { throw Unexpected("\(outcome)") }
        return record
    }

    // MARK: Time

    /// Does what is due at this moment.
    func workOnSubscriptions() async throws {
        await flow.drained()
        while true {
            let ids = try await subscriptions.claimDue(at: now, lease: .seconds(30), limit: 100)
            if ids.isEmpty { return await flow.drained() }
            for id in ids { try await subscriptionFlow.cameDue(id) }
            await flow.drained()
        }
    }

    /// The world's time and ours, from one moment at which something is due to the next; what the provider says by itself
    /// goes through `deliver`.
    func live(
        _ duration: Duration, in network: FlowNetwork,
        deliver: (FlowFixture, [[UInt8]]) async throws -> Void = { _, _ in }
    ) async throws {
        let end = now + duration
        while true {
            try await deliver(self, try network.webhooks())
            try await workOnSubscriptions()
            guard now < end else { return }
            let next = [try await nextSubscriptionDue(), network.nextDue].compactMap { $0 }.min() ?? end
            clock.advance(by: max(.milliseconds(1), min(next, end) - now))
        }
    }

    private func nextSubscriptionDue() async throws -> Timestamp? {
        try await store.pool.first(
            "SELECT extract(epoch FROM min(greatest(check_at, claimed_until)))::float8 FROM subscriptions"
        ) { row in
            try row.decode(0, as: Double?.self).map { Timestamp(unixMilliseconds: Int64(($0 * 1000).rounded(.up))) }
        } ?? nil
    }
}
