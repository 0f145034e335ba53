package import Checkout
import Postgres

extension SubscriptionStore {
    /// One that a merchant makes, to be paid later or not at all.
    package func create(
        _ terms: SubscriptionTerms, _ transition: SubscriptionTransition, of organization: OrganizationID
    ) async throws -> SubscriptionRecord {
        let record = SubscriptionRecord(organizationID: organization, terms: terms, state: transition.state)
        let write = SubscriptionWrite(transition, of: record, isNew: true, at: terms.createdAt)
        let statements = try write.statements(writtenBy: .random(in: .min ... .max))
        _ = try await pool.transaction { transaction in try await transaction.commit(executing: statements) }
        return write.record
    }

    /// The same after all that has to be asked first, under its customer's lock: two requests at once make one.
    package func make(_ new: NewSubscription) async throws -> MakingOutcome {
        var tries = 1
        while true {
            do {
                return try await pool.transaction { transaction in try await Self.make(new, in: transaction) }
            } catch let error as PostgresError where tries < 4 {
                // What is committed already is found again.
                guard error.isWorthRetrying || !error.certainlyDidNotCommit else { throw error }
                tries += 1
            }
        }
    }

    private static func make(
        _ new: NewSubscription, in transaction: PostgresTransaction
    ) async throws -> MakingOutcome {
        guard let customer = try await subscriber(new, in: transaction) else { return .noSuchCustomer }
        if let before = try await lock(new.id, transaction) { return .made(before, customer, isNew: true) }
        let history = try await BuyerHistories.find(customer.id, new.plan.productID, in: transaction)
        if let refusal = history.refusal(toStart: new.mode) {
            if new.startsAtOnce, case .alreadySubscribed(let id) = refusal,
                let before = try await lock(id, transaction), new.isLike(before.state)
            {
                return .made(before, customer, isNew: false)
            }
            return .refused(refusal)
        }
        if let before = try await same(new, customer.id, in: transaction) {
            return .made(before, customer, isNew: false)
        }
        let (record, first) = new.begin(customer.id)
        let write = SubscriptionWrite(first, of: record, isNew: true, at: new.at)
        try await transaction.commit(executing: try write.statements(writtenBy: .random(in: .min ... .max)))
        return .made(write.record, customer, isNew: true)
    }

    /// Locked. Whoever is described and not known becomes a customer.
    private static func subscriber(
        _ new: NewSubscription, in transaction: PostgresTransaction
    ) async throws -> Customer? {
        let id: CustomerID
        switch new.subscriber {
        case .known(let known): id = known
        case .described(let details):
            let buyer = Buyer(organization: new.organizationID, livemode: new.livemode, details: details)
            try await CustomerLocks([buyer]).take(in: transaction)
            id = try await Customers.findOrCreate(buyer, at: new.at, in: transaction)
        }
        return try await transaction.first(
            lockedCustomer, PostgresParameters(id.stored, new.organizationID.stored, new.livemode)
        ) { row in try Customer(row) }
    }

    /// What a request that was repeated has made.
    private static func same(
        _ new: NewSubscription, _ customer: CustomerID, in transaction: PostgresTransaction
    ) async throws -> SubscriptionRecord? {
        let waiting = try await transaction.query(
            waitingOnes,
            PostgresParameters(
                customer.stored, new.plan.priceID.stored, new.plan.quantity, new.isDraft ? "draft" : "pending_payment",
                new.provider.rawValue, new.accountID)
        ) { row in try SubscriptionRecord(row) }
        return waiting.first { new.isLike($0.state) }
    }

    /// Not `FOR UPDATE`: rows that refer to a customer are written by those who wait for nobody's lock.
    private static let lockedCustomer = PostgresStatement(joining: [
        "SELECT", Customer.columns,
        "FROM customers c WHERE c.id = $1 AND c.organization_id = $2 AND c.livemode = $3 FOR NO KEY UPDATE",
    ])
    private static let waitingOnes = PostgresStatement(joining: [
        "SELECT", SubscriptionRecord.columns,
        """
        FROM subscriptions u
        WHERE u.customer_id = $1 AND u.price_id = $2 AND u.quantity = $3 AND u.status = $4 AND u.provider = $5
            AND u.account_id IS NOT DISTINCT FROM $6::text
        ORDER BY u.created_at, u.id LIMIT 100 FOR NO KEY UPDATE
        """,
    ])
}
