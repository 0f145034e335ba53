import Checkout
import Postgres

/// What a completed session turns into, in the transaction that completes it: the customer, the subscription, what it
/// entitles to. Or nothing of it, and the payment goes back.
///
/// The locks of its buyer are held until the end: a transaction takes those of all its buyers at once.
struct SessionFulfilment {
    private(set) var session: SessionRecord
    private(set) var transition: Transition
    private(set) var statements: [(PostgresStatement, PostgresParameters)] = []
    let before: SessionRecord
    private let at: Timestamp
    private let writtenBy: Int64

    /// `session` is as the transition leaves it.
    init(_ transition: Transition, from before: SessionRecord, to session: SessionRecord, writtenBy: Int64) {
        self.session = session
        self.transition = transition
        self.before = before
        self.writtenBy = writtenBy
        at = session.state.completedAt ?? session.state.updatedAt
    }

    /// A payment that nobody is named for and that starts nothing makes no customer.
    static func isNeeded(_ transition: Transition, of session: SessionRecord) -> Bool {
        let terms = session.terms
        return transition.effects.contains(.fulfil)
            && (terms.startsSubscription || terms.grantsEntitlements || terms.customer.identifies)
    }

    /// A subscription of the same buyer would have to be seen by the next, so that it is made in a transaction of its own.
    var needsItsOwnTransaction: Bool { session.terms.startsSubscription }

    /// The bearer of a token may write anything into an order: of its customer only the merchant's own id is looked for.
    var buyer: Buyer {
        let details = session.tokenUser.map { CustomerDetails(externalID: $0) } ?? session.terms.customer
        return Buyer(
            organization: session.organizationID, livemode: session.terms.merchant.livemode, details: details)
    }

    /// The buyer's locks are held. `isStranger` when nobody knows them, so that there is nobody to find.
    mutating func run(isStranger: Bool, in transaction: PostgresTransaction) async throws {
        if let existing = session.terms.existingSubscriptionID, session.terms.startsSubscription {
            return try await pay(for: existing, in: transaction)
        }
        let customer = try await customer(isStranger: isStranger, in: transaction)
        guard session.terms.startsSubscription, let plan = session.subscriptionPlan else {
            if session.terms.grantsEntitlements, let product = session.terms.productID {
                statements.append(EntitlementRows.grant(product, to: customer, by: session, at: at))
            }
            return
        }
        let history = try await BuyerHistories.find(customer, plan.productID, in: transaction)
        if let refusal = history.refusal(toStart: session.terms.quote.mode) { return refuse(refusal) }
        let terms = try await subscriptionTerms(customer, in: transaction)
        let provider = try await handles(of: customer, in: transaction)
        let started = SubscriptionMachine.started(
            terms, plan, metadata: session.terms.metadata, as: session.subscriptionStart, from: session.origin,
            provider: provider, at: at)
        let record = SubscriptionRecord(
            organizationID: session.organizationID, terms: terms, state: started.state)
        try keep(SubscriptionWrite(started, of: record, isNew: true, startsTrial: isTrial, at: at))
    }

    private var isTrial: Bool { session.terms.quote.mode == .trial }

    /// What waited for its payment, by its own link, or ran without costing anything. Its customer is known, whoever pays.
    private mutating func pay(for id: SubscriptionID, in transaction: PostgresTransaction) async throws {
        try await BuyerHistories.lockCustomer(of: id, in: transaction)
        guard
            let record = try await SubscriptionStore.lock(id, transaction),
            record.organizationID == session.organizationID, record.terms.livemode == session.terms.merchant.livemode
        else { return refuse(.notFound) }
        let upgrade = record.state.mayBeUpgraded ? session.subscriptionPlan : nil
        // It was changed after this had been ordered: this is not what it costs.
        guard upgrade != nil || session.terms.pays(record.state.plan) else {
            return refuse(.notPayable(record.state.status))
        }
        let (owner, plan) = (record.terms.customerID, upgrade ?? record.state.plan)
        let history = try await BuyerHistories.find(owner, plan.productID, beside: id, in: transaction)
        if let refusal = history.refusal(toStart: session.terms.quote.mode) { return refuse(refusal) }
        let provider = try await handles(of: owner, in: transaction)
        do throws(StartRefusal) {
            let (machine, start) = (record.machine, session.subscriptionStart)
            let started =
                if let upgrade {
                    try machine.upgraded(to: upgrade, as: start, from: session.origin, provider: provider, at: at)
                } else {
                    try machine.started(as: start, from: session.origin, provider: provider, at: at)
                }
            let write = SubscriptionWrite(started, of: record, startsTrial: isTrial, at: at)
            // Only writing can fail from here on, and not with a refusal.
            pending = write
        } catch {
            return refuse(error)
        }
        if let write = pending { try keep(write) }
    }

    private var pending: SubscriptionWrite?

    private mutating func keep(_ write: SubscriptionWrite) throws {
        statements += try write.statements(writtenBy: writtenBy)
        session.subscription = write.record.summary
    }

    private mutating func refuse(_ refusal: StartRefusal) {
        transition = before.session.machine.unfulfilled(transition, because: refusal, at: at)
        session.session.state = transition.state
    }

    // MARK: What is read

    private mutating func customer(
        isStranger: Bool, in transaction: PostgresTransaction
    ) async throws -> CustomerID {
        let id: CustomerID
        if isStranger {
            let (new, statement) = try Customers.create(buyer, at: at)
            statements.append(statement)
            id = new
        } else {
            id = try await Customers.findOrCreate(buyer, at: at, in: transaction)
        }
        guard session.tokenUser != nil else { return id }
        let told = session.terms.customer
        statements.append((Self.fillIn, PostgresParameters(id.stored, told.email, told.name, told.taxID)))
        return id
    }

    private static let fillIn: PostgresStatement = """
        UPDATE customers SET email = coalesce(email, $2), name = coalesce(name, $3), tax_id = coalesce(tax_id, $4)
        WHERE id = $1
        """

    private func subscriptionTerms(
        _ customer: CustomerID, in transaction: PostgresTransaction
    ) async throws -> SubscriptionTerms {
        let declared = try await transaction.first(
            "SELECT past_due_entitlements FROM organizations WHERE id = $1",
            PostgresParameters(session.organizationID.stored)
        ) { row in
            var cursor = ColumnCursor()
            return try cursor.word(row, as: EntitlementRules.PastDue.self)
        }
        let merchant = session.terms.merchant
        return SubscriptionTerms(
            id: .random(), customerID: customer, provider: session.terms.provider, accountID: merchant.accountID,
            livemode: merchant.livemode, entitlements: EntitlementRules(pastDue: declared ?? .keep), createdAt: at)
    }

    /// What the provider already calls this customer, and the method that was just used.
    private func handles(
        of customer: CustomerID, in transaction: PostgresTransaction
    ) async throws -> ProviderHandles {
        let known = try await transaction.first(
            SubscriptionStore.providerCustomer,
            PostgresParameters(
                customer.stored, session.terms.provider.rawValue, session.terms.merchant.accountID)
        ) { row in try row.decode(0, as: String.self) }
        return ProviderHandles(customer: known, paymentMethod: session.paidMethod)
    }
}

extension SessionRecord {
    var subscriptionPlan: SubscriptionPlan? {
        guard let product = terms.productID, let price = terms.priceID else { return nil }
        let amount = terms.quote.amount
        return SubscriptionPlan(
            productID: product, priceID: price, quantity: terms.quantity,
            unitAmount: Money(minorUnits: amount.minorUnits / terms.quantity, currency: amount.currency),
            period: self.product?.period ?? .month)
    }

    fileprivate var subscriptionStart: SubscriptionStart {
        switch terms.quote.mode {
        case .standard: .paid
        case .trial: .trial(days: terms.trialDays)
        // A change starts none.
        case .free, .change: .free
        }
    }

    fileprivate var origin: SubscriptionOrigin {
        SubscriptionOrigin(
            sessionID: id, intentID: state.intentID, paid: terms.quote.mode == .standard ? terms.quote.due : nil)
    }

    /// Known only of what was paid through us.
    fileprivate var paidMethod: String? {
        guard let attempt = state.attempt, attempt.outcome == .succeeded else { return nil }
        return attempt.paymentMethod
    }
}
