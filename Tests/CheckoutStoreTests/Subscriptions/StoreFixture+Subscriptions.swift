import Checkout
import CheckoutStore
import EventLoop
import Postgres

/// Sessions that start subscriptions, driven to their end.
extension StoreFixture {
    static let product = ProductID(UniqueID(bits: 0xBEEF))

    /// Whose the customers are that appear when something is paid.
    func makeOrganization() async throws {
        let organization = PostgresUUID(bits: Self.organization.id.bits)
        try await pool.execute(
            """
            INSERT INTO organizations (id, name, slug, created_at) VALUES ($1, 'Shop', 'shop', now())
            ON CONFLICT DO NOTHING
            """, PostgresParameters(organization))
    }

    /// A product with two features.
    func makeProduct() async throws {
        try await makeOrganization()
        let catalog = Catalog(pool)
        guard try await catalog.product(Self.product, of: Self.organization, livemode: false) == nil else { return }
        try await catalog.create(
            Product(
                id: Self.product, organizationID: Self.organization, livemode: false, name: "Pro",
                features: [
                    ProductFeature(key: "support", title: "Support"), ProductFeature(key: "seats", title: "Seats"),
                ], createdAt: Self.start))
    }

    func subscriptionOrder(
        email: String?, trialDays: Int = 0, quantity: Int64 = 2, billing: Price.Billing = .recurring(.month),
        existing: SubscriptionID? = nil, price: UInt128 = 1
    ) async throws -> NewSession {
        try await makeProduct()
        let price = Price(
            id: PriceID(UniqueID(bits: price)), productID: Self.product, unitAmount: Self.money(999), billing: billing,
            trialDays: trialDays, grantsFeatures: true)
        var order = CheckoutOrder(.price(price))
        order.customer.email = email
        order.quantity = quantity
        order.existingSubscriptionID = existing
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: .random(in: 0 ... .max))),
            merchant: MerchantTerms(livemode: false, accountID: "acct_1"), at: Self.start)
        return NewSession(organizationID: Self.organization, terms: terms)
    }

    func subscribing(
        email: String?, trialDays: Int = 0, quantity: Int64 = 2, billing: Price.Billing = .recurring(.month),
        existing: SubscriptionID? = nil, price: UInt128 = 1
    ) async throws -> SessionRecord {
        let created = try await store.create(
            try await subscriptionOrder(
                email: email, trialDays: trialDays, quantity: quantity, billing: billing, existing: existing,
                price: price))
        guard case .created(let record, _) = created else { throw Unexpected("\(created)") }
        let intent = "pi_\(record.id)"
        return try await applied(record.id) { $0.intentCreated(intent, at: Self.start) }
    }

    func confirm(_ session: CheckoutSessionID, looks: Bool = true) async throws {
        let outcome = try await store.apply(session, looksForObstacles: looks) { machine throws(ConfirmRefusal) in
            try machine.confirmRequested(paymentMethod: "pm_1", at: Self.start)
        }
        guard case .applied = outcome else { throw Unexpected("\(outcome)") }
    }

    @discardableResult
    func succeed(_ session: CheckoutSessionID) async throws -> SessionRecord {
        try await applied(session) { machine in
            let report = IntentReport(
                intentID: machine.state.intentID ?? "", status: .succeeded, attempt: 1,
                amount: machine.terms.expectedAmount, accountID: machine.terms.accountID, livemode: false)
            return machine.confirmAnswered(attempt: 1, .reported(report), at: Self.start)
        }
    }

    func pay(_ session: SessionRecord, looks: Bool = true) async throws -> SessionRecord {
        try await confirm(session.id, looks: looks)
        return try await succeed(session.id)
    }

    /// At the provider it runs as it does here.
    static func report(of machine: SubscriptionMachine) -> SubscriptionReport {
        SubscriptionReport(
            providerID: "sub_p", subscriptionID: machine.terms.id, customer: machine.state.provider.customer ?? "",
            price: "price_p", item: "si_p", quantity: machine.state.plan.quantity, status: machine.state.status,
            currentPeriod: machine.state.currentPeriod, trialEnd: machine.state.trialEnd,
            accountID: machine.terms.accountID, livemode: false)
    }

    /// The provider refuses to make it.
    func end(_ id: SubscriptionID) async throws {
        let outcome = try await SubscriptionStore(pool).apply(id, at: Self.start) {
            $0.callAnswered(number: $0.state.owed?.number ?? 0, .refused(reason: "no"), at: Self.start)
        }
        guard case .applied(let record, _) = outcome, record.state.status == .canceled else {
            throw Unexpected("\(outcome)")
        }
    }
}
