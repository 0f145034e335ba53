package import Checkout
package import Postgres

/// A merchant.
package struct Organization: Hashable, Sendable {
    package let id: OrganizationID
    package var name: String
    /// Lower-case letters, digits and hyphens.
    package let slug: String
    package var allowedOrigins: [String]
    /// The provider's account that is charged for it, when it is not the platform's own.
    package var stripeAccountID: String?
    package var applicationFeeBasisPoints: Int
    package var latePayments: LatePaymentPolicy
    /// For the subscriptions that begin from now on.
    package var entitlements: EntitlementRules
    /// How it appears on the pages that its buyers see.
    package var logoURL: String?
    /// `#rrggbb` in lower case.
    package var accentColor: String?
    package let createdAt: Timestamp

    package init(
        id: OrganizationID, name: String, slug: String, allowedOrigins: [String] = [], stripeAccountID: String? = nil,
        applicationFeeBasisPoints: Int = 0, latePayments: LatePaymentPolicy = .refundAlways,
        entitlements: EntitlementRules = EntitlementRules(), logoURL: String? = nil, accentColor: String? = nil,
        createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.slug = slug
        self.allowedOrigins = allowedOrigins
        self.stripeAccountID = stripeAccountID
        self.applicationFeeBasisPoints = applicationFeeBasisPoints
        self.latePayments = latePayments
        self.entitlements = entitlements
        self.logoURL = logoURL
        self.accentColor = accentColor
        self.createdAt = createdAt
    }

    static let columns: StaticString = """
        o.id, o.name, o.slug, o.allowed_origins, o.stripe_account_id, o.application_fee_basis_points,
        o.late_after_expiry, o.late_after_cancel, o.past_due_entitlements, o.logo_url, o.accent_color,
        o.created_at
        """

    init(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        id = try cursor.id(row)
        name = try cursor.next(row)
        slug = try cursor.next(row)
        allowedOrigins = try cursor.next(row)
        stripeAccountID = try cursor.next(row)
        applicationFeeBasisPoints = try cursor.next(row)
        latePayments = LatePaymentPolicy(afterExpiry: try cursor.word(row), afterCancel: try cursor.word(row))
        entitlements = EntitlementRules(pastDue: try cursor.word(row))
        logoURL = try cursor.next(row)
        accentColor = try cursor.next(row)
        createdAt = try cursor.time(row)
    }

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        try self.init(row, &cursor)
    }
}

/// The merchants who use this service.
package struct Organizations: Sendable {
    private let pool: PostgresPool
    private let byID: PostgresLookup<PostgresUUID, Organization>

    package init(_ pool: PostgresPool) {
        self.pool = pool
        byID = PostgresLookup(
            pool,
            PostgresStatement(joining: ["SELECT", Organization.columns, "FROM organizations o WHERE o.id = ANY($1)"])
        ) { row in
            let organization = try Organization(row)
            return (organization.id.stored, organization)
        }
    }

    /// `false` if the slug is taken.
    package func create(_ organization: Organization) async throws -> Bool {
        try await pool.execute(
            """
            INSERT INTO organizations (id, name, slug, allowed_origins, stripe_account_id,
                application_fee_basis_points, late_after_expiry, late_after_cancel, past_due_entitlements, logo_url,
                accent_color, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (slug) DO NOTHING
            """,
            PostgresParameters(
                organization.id.stored, organization.name, organization.slug, organization.allowedOrigins,
                organization.stripeAccountID, Int32(clamping: organization.applicationFeeBasisPoints),
                organization.latePayments.afterExpiry.rawValue, organization.latePayments.afterCancel.rawValue,
                organization.entitlements.pastDue.rawValue, organization.logoURL, organization.accentColor,
                organization.createdAt.stored)) > 0
    }

    /// Everything but id and slug; `false` if there is no such organization.
    package func update(_ organization: Organization) async throws -> Bool {
        try await pool.execute(
            """
            UPDATE organizations SET name = $2, allowed_origins = $3, stripe_account_id = $4,
                application_fee_basis_points = $5, late_after_expiry = $6, late_after_cancel = $7,
                past_due_entitlements = $8, logo_url = $9, accent_color = $10
            WHERE id = $1
            """,
            PostgresParameters(
                organization.id.stored, organization.name, organization.allowedOrigins, organization.stripeAccountID,
                Int32(clamping: organization.applicationFeeBasisPoints),
                organization.latePayments.afterExpiry.rawValue, organization.latePayments.afterCancel.rawValue,
                organization.entitlements.pastDue.rawValue, organization.logoURL, organization.accentColor)) > 0
    }

    /// Coalesced.
    package func find(_ id: OrganizationID) async throws -> Organization? { try await byID.find(id.stored) }

    package func find(slug: String) async throws -> Organization? {
        try await pool.first(Self.bySlug, PostgresParameters(slug)) { row in try Organization(row) }
    }

    package func all(limit: Int = 1000) async throws -> [Organization] {
        try await pool.query(Self.allStatement, PostgresParameters(limit)) { row in try Organization(row) }
    }

    private static let bySlug = PostgresStatement(joining: [
        "SELECT", Organization.columns, "FROM organizations o WHERE o.slug = $1",
    ])
    private static let allStatement = PostgresStatement(joining: [
        "SELECT", Organization.columns, "FROM organizations o ORDER BY o.created_at, o.id LIMIT $1",
    ])
}
