import Checkout
import Postgres

/// Who paid, as the order describes them.
struct Buyer: Hashable, Sendable {
    let organization: OrganizationID
    let livemode: Bool
    let details: CustomerDetails

    init(organization: OrganizationID, livemode: Bool, details: CustomerDetails) {
        self.organization = organization
        self.livemode = livemode
        self.details = details
    }
}

extension Buyer {
    /// Which of these, by their places, can only be new customers: nobody has their external id or their e-mail address, and
    /// no other of these has either. Their locks are held.
    static func strangers(
        among buyers: [Buyer], in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Set<Int> {
        let places = buyers.indices.map { Int32(clamping: $0) }
        let known = try await transaction.query(
            known,
            PostgresParameters(
                places, buyers.map(\.organization.stored), buyers.map(\.livemode), buyers.map(\.details.externalID),
                buyers.map(\.details.email))
        ) { row in Int(try row.decode(0, as: Int32.self)) }
        return Set(buyers.indices).subtracting(known)
    }

    private static let known: PostgresStatement = """
        WITH buyers AS MATERIALIZED (
            SELECT * FROM unnest($1::integer[], $2::uuid[], $3::boolean[], $4::text[], $5::text[])
                AS b (place, organization_id, livemode, external_id, email))
        SELECT b.place FROM buyers b
        WHERE EXISTS (
            SELECT FROM customers c
            WHERE c.organization_id = b.organization_id AND c.livemode = b.livemode AND c.external_id = b.external_id)
        OR EXISTS (
            SELECT FROM customers c
            WHERE c.organization_id = b.organization_id AND c.livemode = b.livemode AND lower(c.email) = lower(b.email))
        OR EXISTS (
            SELECT FROM buyers o
            WHERE o.place <> b.place AND o.organization_id = b.organization_id AND o.livemode = b.livemode
                AND (o.external_id = b.external_id OR lower(o.email) = lower(b.email)))
        """
}
