import Checkout
import Postgres

/// Which customers of a merchant are wanted; what is `nil` does not matter.
package struct CustomerFilter: Hashable, Sendable {
    package var organizationID: OrganizationID
    package var livemode: Bool
    package var externalID: String?
    /// Whatever its capitals.
    package var email: String?

    package init(organizationID: OrganizationID, livemode: Bool) {
        self.organizationID = organizationID
        self.livemode = livemode
    }
}

extension Customers {
    /// Newest first.
    package func list(
        _ filter: CustomerFilter, after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<Customer> {
        let place = cursor ?? .start
        let found = try await pool.query(
            Self.statement(filter),
            PostgresParameters(
                filter.organizationID.stored, filter.livemode, place.createdAt.stored, place.id.stored,
                filter.externalID, filter.email, limit + 1)
        ) { row in try Customer(row) }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.createdAt, id: $0.id.id) }
    }

    /// One for each index that leads there: a plan that fits every filter would read all customers of the merchant.
    private static func statement(_ filter: CustomerFilter) -> PostgresStatement {
        if filter.externalID != nil { return ofExternalID }
        return filter.email == nil ? all : ofEmail
    }

    private static let all = PostgresStatement(joining: [
        "SELECT", Customer.columns, start, "AND $5::text IS NULL AND $6::text IS NULL", end,
    ])
    private static let ofEmail = PostgresStatement(joining: [
        "SELECT", Customer.columns, start, "AND $5::text IS NULL AND lower(c.email) = lower($6::text)", end,
    ])
    private static let ofExternalID = PostgresStatement(joining: [
        "SELECT", Customer.columns, start,
        "AND c.external_id = $5 AND ($6::text IS NULL OR lower(c.email) = lower($6))", end,
    ])

    private static let start: StaticString = """
        FROM customers c WHERE c.organization_id = $1 AND c.livemode = $2 AND (c.created_at, c.id) < ($3, $4)
        """
    private static let end: StaticString = "ORDER BY c.created_at DESC, c.id DESC LIMIT $7"
}
