import Checkout
import Postgres

/// Whoever is about to give a customer an external id, or to look for one by an e-mail address and make it when there is
/// none, does so alone until the end of its transaction.
///
/// Advisory locks, since there may be nothing to lock yet, and an e-mail address may rightly be that of two customers. All
/// that a transaction needs are taken at once and in one order, so that nobody waits for one who waits for them.
struct CustomerLocks {
    private var externalIDs: [String] = []
    private var mailboxes: [String] = []

    init(_ buyers: [Buyer]) {
        for buyer in buyers {
            // Texts are never the same for two kinds, tenants or modes: ids and words have no spaces.
            let tenant = "\(PostgresUUID(bits: buyer.organization.id.bits)) \(buyer.livemode)"
            if let id = buyer.details.externalID { externalIDs.append("customer by external id \(tenant) \(id)") }
            if let mailbox = buyer.details.email { mailboxes.append("customer by e-mail \(tenant) \(mailbox)") }
        }
    }

    /// For one who is to have this external id.
    init(_ externalID: String?, organization: OrganizationID, livemode: Bool) {
        self.init([
            Buyer(organization: organization, livemode: livemode, details: CustomerDetails(externalID: externalID))
        ])
    }

    func take(in transaction: PostgresTransaction) async throws(PostgresError) {
        guard !externalIDs.isEmpty || !mailboxes.isEmpty else { return }
        try await transaction.execute(Self.lock, PostgresParameters(externalIDs, mailboxes))
    }

    /// The order is that of the numbers that are locked: two texts may share one.
    private static let lock: PostgresStatement = """
        SELECT pg_advisory_xact_lock(k.number) FROM (
            SELECT DISTINCT hashtextextended(t.name, 0) AS number
            FROM (SELECT unnest($1::text[]) AS name UNION ALL SELECT lower(unnest($2::text[]))) t
            ORDER BY number) k
        """
}
