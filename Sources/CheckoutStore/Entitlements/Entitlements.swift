package import Checkout
package import Postgres

/// A feature that a customer may use at this moment.
package struct GrantedFeature: Hashable, Sendable {
    package let key: String
    package let title: String
    package let productID: ProductID
    /// `nil` for what was bought once.
    package let subscriptionID: SubscriptionID?
    package let grantedAt: Timestamp
}

/// Who may use what.
package struct Entitlements: Sendable {
    private let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// All of a customer's, or the one of a key; one that two products give comes twice.
    package func features(
        of customer: CustomerID, organization: OrganizationID, livemode: Bool, key: String? = nil
    ) async throws -> [GrantedFeature] {
        try await pool.query(
            """
            SELECT f.key, f.title, e.product_id, e.subscription_id, e.granted_at
            FROM entitlements e JOIN product_features f ON f.product_id = e.product_id
            WHERE e.customer_id = $1 AND e.organization_id = $2 AND e.livemode = $3 AND e.revoked_at IS NULL
                AND ($4::text IS NULL OR f.key = $4)
            ORDER BY f.key, e.granted_at LIMIT 1000
            """, PostgresParameters(customer.stored, organization.stored, livemode, key)
        ) { row in
            var cursor = ColumnCursor()
            return GrantedFeature(
                key: try cursor.next(row), title: try cursor.next(row), productID: try cursor.id(row),
                subscriptionID: try cursor.optionalID(row), grantedAt: try cursor.time(row))
        }
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
