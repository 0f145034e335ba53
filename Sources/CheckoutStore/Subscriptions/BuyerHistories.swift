import Checkout
import Postgres

/// What is on record of buyers, for those who are about to subscribe.
enum BuyerHistories {
    /// One that is being changed to the product has it as well: its answer must find the place free. Under the customer's
    /// lock this stays true until the end of the transaction.
    /// `existing` is the one that is asked about, and stands in its own way.
    static func find(
        _ customer: CustomerID, _ product: ProductID, beside existing: SubscriptionID? = nil,
        in transaction: PostgresTransaction
    ) async throws -> BuyerHistory {
        try await transaction.first(
            """
            SELECT (
                SELECT u.id FROM subscriptions u
                WHERE u.customer_id = $1 AND (u.product_id = $2 OR u.owed_product_id = $2)
                    AND ($3::uuid IS NULL OR u.id <> $3)
                    AND u.status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused') ORDER BY u.id LIMIT 1),
                EXISTS (SELECT FROM subscription_trials t WHERE t.customer_id = $1 AND t.product_id = $2)
            """, PostgresParameters(customer.stored, product.stored, existing?.stored)
        ) { row in try history(row) } ?? .none
    }

    /// Takes the lock of whoever a subscription belongs to, before its own.
    static func lockCustomer(
        of subscription: SubscriptionID, in transaction: PostgresTransaction
    ) async throws(PostgresError) {
        try await transaction.execute(
            """
            SELECT FROM customers WHERE id = (SELECT customer_id FROM subscriptions WHERE id = $1) FOR NO KEY UPDATE
            """, PostgresParameters(subscription.stored))
    }

    /// The products that a customer has by subscriptions other than this one, or is being changed to.
    static func taken(
        beside record: SubscriptionRecord, in transaction: PostgresTransaction
    ) async throws -> [ProductID: SubscriptionID] {
        let others = try await transaction.query(
            """
            SELECT u.id, u.product_id, u.owed_product_id FROM subscriptions u
            WHERE u.customer_id = $1 AND u.id <> $2
                AND u.status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused')
            """, PostgresParameters(record.terms.customerID.stored, record.id.stored)
        ) { row -> (SubscriptionID, [ProductID]) in
            var cursor = ColumnCursor()
            let id: SubscriptionID = try cursor.id(row)
            let product: ProductID = try cursor.id(row)
            let owed: ProductID? = try cursor.optionalID(row)
            return (id, [product] + (owed.map { [$0] } ?? []))
        }
        let pairs = others.flatMap { id, products in products.map { ($0, id) } }
        return Dictionary(pairs, uniquingKeysWith: { min($0, $1) })
    }

    /// Of whoever a session is for, told by what it says of its customer. Without locks: it is looked at once more when
    /// the session is paid.
    static func obstacles(
        to sessions: [SessionRecord], in transaction: PostgresTransaction
    ) async throws -> [CheckoutSessionID: StartRefusal] {
        let starting = sessions.filter { $0.terms.startsSubscription && $0.terms.productID != nil }
        guard !starting.isEmpty else { return [:] }
        var obstacles = try await unpayable(starting, in: transaction)
        let found = try await transaction.query(Self.byBuyer, parameters(starting)) { row in
            (CheckoutSessionID(stored: try row.decode(2)), try history(row))
        }
        let modes = Dictionary(starting.map { ($0.id, $0.terms.quote.mode) }, uniquingKeysWith: { first, _ in first })
        for (session, history) in found where obstacles[session] == nil {
            obstacles[session] = modes[session].flatMap(history.refusal(toStart:))
        }
        return obstacles
    }

    /// Sessions for a subscription that is there already: it has to wait for its payment, and for this one; or to run without
    /// being billed, with another plan.
    private static func unpayable(
        _ sessions: [SessionRecord], in transaction: PostgresTransaction
    ) async throws -> [CheckoutSessionID: StartRefusal] {
        let paying = sessions.filter { $0.terms.existingSubscriptionID != nil }
        guard !paying.isEmpty else { return [:] }
        let ids = paying.compactMap { $0.terms.existingSubscriptionID?.stored }
        let found = try await transaction.query(
            """
            SELECT id, organization_id, livemode, status, price_id, quantity,
                provider_subscription_id IS NOT NULL OR owed_kind IS NOT NULL
            FROM subscriptions WHERE id = ANY($1)
            """,
            PostgresParameters(ids)
        ) { row in
            var cursor = ColumnCursor()
            return Existing(
                id: try cursor.id(row), organization: try cursor.id(row), livemode: try cursor.next(row),
                status: try cursor.word(row), price: try cursor.id(row), quantity: try cursor.next(row),
                isBilled: try cursor.next(row))
        }
        var refusals: [CheckoutSessionID: StartRefusal] = [:]
        for session in paying {
            let existing = found.first {
                $0.id == session.terms.existingSubscriptionID && $0.organization == session.organizationID
                    && $0.livemode == session.terms.merchant.livemode
            }
            guard let existing else {
                refusals[session.id] = .notFound
                continue
            }
            if !existing.mayBePaid(by: session.terms) { refusals[session.id] = .notPayable(existing.status) }
        }
        return refusals
    }

    /// A subscription that a session is to pay for.
    private struct Existing: Sendable {
        let id: SubscriptionID
        let organization: OrganizationID
        let livemode: Bool
        let status: SubscriptionStatus
        let price: PriceID
        let quantity: Int64
        let isBilled: Bool

        func mayBePaid(by terms: SessionTerms) -> Bool {
            if status.isLive { return !isBilled && terms.priceID != price }
            let isFor = terms.priceID == price && terms.quantity == quantity
            return isFor && (status == .draft || status == .pendingPayment)
        }
    }

    private static func history(_ row: borrowing PostgresRow) throws -> BuyerHistory {
        var cursor = ColumnCursor()
        return BuyerHistory(liveSubscription: try cursor.optionalID(row), hasUsedTrial: try cursor.next(row))
    }

    private static func parameters(_ sessions: [SessionRecord]) -> PostgresParameters {
        PostgresParameters(
            sessions.map(\.id.stored), sessions.map(\.organizationID.stored),
            sessions.map(\.terms.merchant.livemode), sessions.map { $0.tokenUser ?? $0.terms.customer.externalID },
            sessions.map { $0.tokenUser == nil ? $0.terms.customer.email : nil },
            sessions.map { $0.terms.productID?.stored }, sessions.map { $0.terms.existingSubscriptionID?.stored })
    }

    private static let byBuyer: PostgresStatement = """
        SELECT (
            SELECT u.id FROM subscriptions u
            WHERE u.customer_id = c.id AND (u.product_id = n.product_id OR u.owed_product_id = n.product_id)
                AND (n.existing_id IS NULL OR u.id <> n.existing_id)
                AND u.status IN ('trialing', 'active', 'past_due', 'unpaid', 'paused') ORDER BY u.id LIMIT 1),
            EXISTS (SELECT FROM subscription_trials t WHERE t.customer_id = c.id AND t.product_id = n.product_id),
            n.session_id
        FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::text[], $5::text[], $6::uuid[], $7::uuid[])
            AS n (session_id, organization_id, livemode, external_id, email, product_id, existing_id)
        CROSS JOIN LATERAL (
            SELECT o.id FROM customers o
            WHERE o.organization_id = n.organization_id AND o.livemode = n.livemode AND o.external_id = n.external_id
            UNION ALL
            SELECT o.id FROM customers o
            WHERE n.external_id IS NULL AND o.organization_id = n.organization_id AND o.livemode = n.livemode
                AND lower(o.email) = lower(n.email)) c
        """
}
