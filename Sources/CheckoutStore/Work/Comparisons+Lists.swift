package import Checkout
import Postgres

/// Whose objects are compared; what is `nil` does not matter.
package struct ComparisonScope: Hashable, Sendable {
    package var organizationID: OrganizationID?
    package var livemode: Bool?
    /// What ended before is not compared any more.
    package var endedSince: Timestamp
    /// Sessions that moved later are left to whoever moves them.
    package var movedUntil: Timestamp

    package init(
        organizationID: OrganizationID? = nil, livemode: Bool? = nil, endedSince: Timestamp, movedUntil: Timestamp
    ) {
        self.organizationID = organizationID
        self.livemode = livemode
        self.endedSince = endedSince
        self.movedUntil = movedUntil
    }
}

extension Comparisons {
    /// Those the provider knows, in the order of their ids.
    package func subscriptions(
        _ scope: ComparisonScope, after id: SubscriptionID?, limit: Int
    ) async throws -> [SubscriptionID] {
        try await pool.query(
            """
            SELECT u.id FROM subscriptions u
            WHERE u.provider_subscription_id IS NOT NULL AND (u.ended_at IS NULL OR u.ended_at >= $3)
                AND ($1::uuid IS NULL OR u.organization_id = $1) AND ($2::boolean IS NULL OR u.livemode = $2)
                AND ($4::uuid IS NULL OR u.id > $4)
            ORDER BY u.id LIMIT $5
            """,
            PostgresParameters(
                scope.organizationID?.stored, scope.livemode, scope.endedSince.stored, id?.stored, limit)
        ) { row in SubscriptionID(stored: try row.decode(0)) }
    }

    /// Those with an intent that are open, or ended without having been paid, in the order of their ids.
    package func sessions(
        _ scope: ComparisonScope, after id: CheckoutSessionID?, limit: Int
    ) async throws -> [CheckoutSessionID] {
        try await pool.query(
            """
            SELECT s.id FROM checkout_sessions s
            WHERE s.intent_id IS NOT NULL AND s.status <> 'completed' AND (s.ended_at IS NULL OR s.ended_at >= $3)
                AND ($1::uuid IS NULL OR s.organization_id = $1) AND ($2::boolean IS NULL OR s.livemode = $2)
                AND ($4::uuid IS NULL OR s.id > $4) AND s.updated_at <= $6
            ORDER BY s.id LIMIT $5
            """,
            PostgresParameters(
                scope.organizationID?.stored, scope.livemode, scope.endedSince.stored, id?.stored, limit,
                scope.movedUntil.stored)
        ) { row in CheckoutSessionID(stored: try row.decode(0)) }
    }

    /// Sessions that are open and have an intent; cheaper than the above, since few are.
    package func openSessions(
        movedUntil: Timestamp, after id: CheckoutSessionID?, limit: Int
    ) async throws -> [CheckoutSessionID] {
        try await pool.query(
            """
            SELECT s.id FROM session_due d JOIN checkout_sessions s ON s.id = d.session_id
            WHERE s.intent_id IS NOT NULL AND s.status IN ('pending', 'processing', 'failed')
                AND ($2::uuid IS NULL OR s.id > $2) AND s.updated_at <= $1
            ORDER BY s.id LIMIT $3
            """, PostgresParameters(movedUntil.stored, id?.stored, limit)
        ) { row in CheckoutSessionID(stored: try row.decode(0)) }
    }

    /// The merchants' accounts at the provider, beside the platform's own.
    package func accounts(of organization: OrganizationID?) async throws -> [String] {
        try await pool.query(
            """
            SELECT DISTINCT stripe_account_id FROM organizations
            WHERE stripe_account_id IS NOT NULL AND ($1::uuid IS NULL OR id = $1) ORDER BY stripe_account_id
            """, PostgresParameters(organization?.stored)
        ) { row in try row.decode(0, as: String.self) }
    }
}

extension SubscriptionStore {
    /// Those that these ids of the provider's belong to.
    package func find(
        providerIDs: [String], provider: PaymentProvider
    ) async throws -> [SubscriptionRecord] {
        try await pool.query(Self.byProviderIDs, PostgresParameters(provider.rawValue, providerIDs)) { row in
            try SubscriptionRecord(row)
        }
    }

    private static let byProviderIDs = PostgresStatement(joining: [
        "SELECT", SubscriptionRecord.columns,
        "FROM subscriptions u WHERE u.provider = $1 AND u.provider_subscription_id = ANY($2)",
    ])
}

extension Reviews {
    /// The same for what is met with again and again: said once, also when it was seen to. False if it had been said.
    package func addOnce(
        kind: String, detail: String, organization: OrganizationID?, subscription: SubscriptionID?, at time: Timestamp
    ) async throws -> Bool {
        try await pool.execute(
            """
            INSERT INTO reviews (id, organization_id, subscription_id, kind, detail, created_at)
            SELECT $1, $2, $3, $4, $5, $6
            WHERE NOT EXISTS (SELECT FROM reviews r WHERE r.kind = $4 AND r.detail = $5)
            """,
            PostgresParameters(
                ReviewID.random().stored, organization?.stored, subscription?.stored, kind,
                String(detail.unicodeScalars.filter { $0 != "\0" }), time.stored)) > 0
    }
}
