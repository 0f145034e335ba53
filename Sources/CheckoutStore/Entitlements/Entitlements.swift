package import Checkout
package import Postgres

/// Who may use what.
package struct Entitlements: Sendable {
    private let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// All of a customer's, or those of a key; a feature that two purchases give comes twice. Features are the product's as
    /// it is now.
    package func grants(
        of customer: CustomerID, organization: OrganizationID, livemode: Bool, key: String? = nil
    ) async throws -> [FeatureGrant] {
        try await pool.query(
            """
            SELECT f.key, f.title, f.kind, f.feature_limit, f.reset_period, e.product_id, e.subscription_id, e.session_id,
                e.granted_at
            FROM entitlements e JOIN product_features f ON f.product_id = e.product_id
            WHERE e.customer_id = $1 AND e.organization_id = $2 AND e.livemode = $3 AND e.revoked_at IS NULL
                AND ($4::text IS NULL OR f.key = $4)
            ORDER BY e.granted_at, e.id, f.position LIMIT 10000
            """, PostgresParameters(customer.stored, organization.stored, livemode, key)
        ) { row in try FeatureGrant(row) }
    }
}

extension FeatureGrant {
    fileprivate init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        let key: String = try cursor.next(row)
        let title: String = try cursor.next(row)
        let kind: FeatureKind = try cursor.word(row)
        let limit: Int64? = try cursor.next(row)
        let period: FeatureResetPeriod? = try cursor.optionalWord(row)
        let product: ProductID = try cursor.id(row)
        let subscription: SubscriptionID? = try cursor.optionalID(row)
        let session: CheckoutSessionID? = try cursor.optionalID(row)
        // A constraint of each table keeps these together.
        guard
            let allowance = FeatureAllowance(kind, limit: limit, resets: period),
            let source = subscription.map(Source.subscription) ?? session.map(Source.purchase)
        else { throw PostgresError(.unexpectedResult, reason: "an entitlement is of no kind that this build knows") }
        self.init(
            key: key, title: title, allowance, productID: product, source: source, grantedAt: try cursor.time(row))
    }
}

/// What grants and revokes write, in the transaction of what caused them.
enum EntitlementRows {
    private static let insert: PostgresStatement = """
        INSERT INTO entitlements
            (id, organization_id, livemode, customer_id, product_id, subscription_id, session_id, granted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
        """

    static func grant(_ record: SubscriptionRecord, at time: Timestamp) -> (PostgresStatement, PostgresParameters) {
        (
            insert,
            PostgresParameters(
                EntitlementID.random().stored, record.organizationID.stored, record.terms.livemode,
                record.terms.customerID.stored, record.state.plan.productID.stored, record.id.stored,
                nil as PostgresUUID?, time.stored)
        )
    }

    /// By a purchase that starts no subscription.
    static func grant(
        _ product: ProductID, to customer: CustomerID, by session: SessionRecord, at time: Timestamp
    ) -> (PostgresStatement, PostgresParameters) {
        (
            insert,
            PostgresParameters(
                EntitlementID.random().stored, session.organizationID.stored, session.terms.merchant.livemode,
                customer.stored, product.stored, nil as PostgresUUID?, session.id.stored, time.stored)
        )
    }

    static func revoke(
        of subscription: SubscriptionID, at time: Timestamp
    ) -> (PostgresStatement, PostgresParameters) {
        (
            """
            UPDATE entitlements SET revoked_at = greatest(granted_at, $2)
            WHERE subscription_id = $1 AND revoked_at IS NULL
            """, PostgresParameters(subscription.stored, time.stored)
        )
    }
}

/// What entitles a customer to a product's features; only ever a row's key.
enum EntitlementKind: IdentifierKind { static let prefix = "ent_" }

typealias EntitlementID = Identifier<EntitlementKind>
