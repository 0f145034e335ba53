import Checkout
import Postgres

extension Customers {
    /// Who paid: the customer that the merchant or the buyer described, made when there is none. Two at once make one.
    ///
    /// The external id decides. Without a customer of that id, one with the same e-mail address is meant, unless it has
    /// another external id; where the order names none, also one that has, as long as no second customer has the address.
    /// What was not known of the customer is added, and what was known stays.
    ///
    /// The buyer's `CustomerLocks` are held.
    static func findOrCreate(
        _ buyer: Buyer, at time: Timestamp, in transaction: PostgresTransaction
    ) async throws -> CustomerID {
        let details = buyer.details
        let parameters = PostgresParameters(
            buyer.organization.stored, buyer.livemode, details.externalID, details.email, details.name, details.taxID,
            time.stored)
        for statement in searches(for: details) {
            let found = try await transaction.first(statement, parameters) { row in
                CustomerID(stored: try row.decode(0))
            }
            if let found { return found }
        }
        let (id, (statement, values)) = try create(buyer, at: time)
        try await transaction.execute(statement, values)
        return id
    }

    /// One whom nobody knows: what is to be written.
    static func create(
        _ buyer: Buyer, at time: Timestamp
    ) throws -> (CustomerID, (PostgresStatement, PostgresParameters)) {
        let customer = Customer(
            id: .random(), organizationID: buyer.organization, livemode: buyer.livemode, details: buyer.details,
            createdAt: time)
        return (customer.id, try insert(customer))
    }

    /// The first that finds somebody counts.
    private static func searches(for details: CustomerDetails) -> [PostgresStatement] {
        switch (details.externalID, details.email) {
        case (nil, nil): []
        case (_?, nil): [byExternalID]
        case (_?, _?): [byExternalID, byFreeEmail]
        case (nil, _?): [byFreeEmail, byOnlyEmail]
        }
    }

    /// Finds and fills in at once: whoever changes the row meanwhile is waited for, and the row looked at again.
    private static let fillIn: StaticString = """
        UPDATE customers c SET
            external_id = coalesce(c.external_id, $3::text), email = coalesce(c.email, $4::text),
            name = coalesce(c.name, $5::text), tax_id = coalesce(c.tax_id, $6::text),
            updated_at = CASE
                WHEN c.external_id IS NULL AND $3 IS NOT NULL OR c.email IS NULL AND $4 IS NOT NULL
                    OR c.name IS NULL AND $5 IS NOT NULL OR c.tax_id IS NULL AND $6 IS NOT NULL
                THEN greatest(c.updated_at, $7) ELSE c.updated_at END
        WHERE c.organization_id = $1 AND c.livemode = $2
        """

    private static let byExternalID = PostgresStatement(joining: [fillIn, "AND c.external_id = $3 RETURNING c.id"])

    /// Of several, the one that was there first.
    private static let byFreeEmail = PostgresStatement(joining: [
        fillIn,
        """
        AND c.id = (
            SELECT o.id FROM customers o
            WHERE o.organization_id = $1 AND o.livemode = $2 AND lower(o.email) = lower($4) AND o.external_id IS NULL
            ORDER BY o.created_at, o.id LIMIT 1 FOR UPDATE)
        RETURNING c.id
        """,
    ])

    private static let byOnlyEmail = PostgresStatement(joining: [
        fillIn,
        """
        AND lower(c.email) = lower($4)
        AND NOT EXISTS (
            SELECT FROM customers o
            WHERE o.organization_id = $1 AND o.livemode = $2 AND lower(o.email) = lower($4) AND o.id <> c.id)
        RETURNING c.id
        """,
    ])
}
