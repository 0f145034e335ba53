package import Checkout
package import Postgres

/// Those who buy from merchants.
package struct Customers: Sendable {
    let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// Why a customer cannot be kept as described.
    package enum Refusal: Error, Hashable, Sendable {
        /// The organization has another customer with this external id, in this mode.
        case externalIDTaken(by: CustomerID)
        /// It would be left with neither external id nor e-mail address.
        case nothingToFindItBy
    }

    /// Throws `Refusal.externalIDTaken` rather than making a second one.
    package func create(_ customer: Customer) async throws {
        let insert = try Self.insert(customer)
        _ = try await pool.transaction { transaction in
            try await CustomerLocks(
                customer.details.externalID, organization: customer.organizationID, livemode: customer.livemode
            ).take(in: transaction)
            try await Self.refuseIfTaken(customer, in: transaction)
            try await transaction.commit(executing: [insert])
        }
    }

    /// The customer as it is now; nil if there is none. Throws a `Refusal`.
    package func update(
        _ id: CustomerID, of organization: OrganizationID, livemode: Bool, _ changes: CustomerChanges,
        at time: Timestamp
    ) async throws -> Customer? {
        try await pool.transaction { transaction in
            if case .set(let externalID) = changes.externalID {
                // Before the row, as whoever finds or creates does it: two who wait for each other would wait forever.
                try await CustomerLocks(externalID, organization: organization, livemode: livemode).take(
                    in: transaction)
            }
            let found = try await transaction.first(
                Self.lockedByID, PostgresParameters(id.stored, organization.stored, livemode)
            ) { row in try Customer(row) }
            guard var customer = found else { return nil }
            let wasIdentified = customer.details.identifies
            changes.apply(to: &customer)
            // One who bought without telling anything may stay nameless.
            if wasIdentified, !customer.details.identifies { throw Refusal.nothingToFindItBy }
            try await Self.refuseIfTaken(customer, in: transaction)
            customer.updatedAt = max(customer.updatedAt, time)
            try await transaction.commit(executing: [try Self.overwrite(customer)])
            return customer
        }
    }

    package func customer(
        _ id: CustomerID, of organization: OrganizationID, livemode: Bool
    ) async throws -> Customer? {
        try await pool.first(
            Self.byID, PostgresParameters(id.stored, organization.stored, livemode)
        ) { row in try Customer(row) }
    }

    /// The one of this external id.
    package func customer(
        externalID: String, of organization: OrganizationID, livemode: Bool
    ) async throws -> Customer? {
        try await pool.first(
            Self.byExternalID, PostgresParameters(externalID, organization.stored, livemode)
        ) { row in try Customer(row) }
    }

    /// Under the lock of the external id, so that what is found here stays true until the end.
    private static func refuseIfTaken(
        _ customer: Customer, in transaction: PostgresTransaction
    ) async throws {
        guard let externalID = customer.details.externalID else { return }
        let holder = try await transaction.first(
            "SELECT id FROM customers WHERE organization_id = $1 AND livemode = $2 AND external_id = $3",
            PostgresParameters(customer.organizationID.stored, customer.livemode, externalID)
        ) { row in CustomerID(stored: try row.decode(0)) }
        if let holder, holder != customer.id { throw Refusal.externalIDTaken(by: holder) }
    }

    static func insert(_ customer: Customer) throws -> (PostgresStatement, PostgresParameters) {
        let details = customer.details
        return (
            """
            INSERT INTO customers
                (id, organization_id, livemode, email, name, external_id, tax_id, metadata, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
            """,
            PostgresParameters(
                customer.id.stored, customer.organizationID.stored, customer.livemode, details.email, details.name,
                details.externalID, details.taxID, try customer.metadata.stored, customer.createdAt.stored)
        )
    }

    private static func overwrite(_ customer: Customer) throws -> (PostgresStatement, PostgresParameters) {
        let details = customer.details
        return (
            """
            UPDATE customers SET email = $2, name = $3, external_id = $4, tax_id = $5, metadata = $6, updated_at = $7
            WHERE id = $1
            """,
            PostgresParameters(
                customer.id.stored, details.email, details.name, details.externalID, details.taxID,
                try customer.metadata.stored, customer.updatedAt.stored)
        )
    }

    private static let byID = PostgresStatement(joining: [
        "SELECT", Customer.columns, "FROM customers c WHERE c.id = $1 AND c.organization_id = $2 AND c.livemode = $3",
    ])
    private static let byExternalID = PostgresStatement(joining: [
        "SELECT", Customer.columns,
        "FROM customers c WHERE c.external_id = $1 AND c.organization_id = $2 AND c.livemode = $3",
    ])
    private static let lockedByID = PostgresStatement(joining: [
        "SELECT", Customer.columns,
        "FROM customers c WHERE c.id = $1 AND c.organization_id = $2 AND c.livemode = $3 FOR UPDATE",
    ])
}
