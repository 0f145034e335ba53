import Checkout
import Postgres

/// Whoever is about to give a customer an external id, or to look for one by an e-mail address and make it when there is
/// none, does so alone until the end of its transaction.
///
/// Advisory locks, since there may be nothing to lock yet, and an e-mail address may rightly be that of two customers. The
/// external id always comes first: nobody waits for one who waits for them.
struct CustomerLocks {
    private var statements: [(PostgresStatement, PostgresParameters)] = []

    init(_ organization: OrganizationID, livemode: Bool, externalID: String?, email: String? = nil) {
        // Texts are never the same for two kinds, tenants or modes: ids and words have no spaces.
        if let externalID {
            let parameters = PostgresParameters(organization.stored, livemode, externalID)
            statements.append((Self.externalIDLock, parameters))
        }
        if let email {
            statements.append((Self.emailLock, PostgresParameters(organization.stored, livemode, email)))
        }
    }

    /// For one who is to have this external id.
    init(_ externalID: String?, of customer: Customer) {
        self.init(customer.organizationID, livemode: customer.livemode, externalID: externalID)
    }

    func take(in transaction: PostgresTransaction) async throws(PostgresError) {
        guard !statements.isEmpty else { return }
        try await transaction.execute(statements)
    }

    private static let externalIDLock: PostgresStatement = """
        SELECT pg_advisory_xact_lock(
            hashtextextended('customer by external id ' || $1::uuid || ' ' || $2::boolean || ' ' || $3::text, 0))
        """
    private static let emailLock: PostgresStatement = """
        SELECT pg_advisory_xact_lock(
            hashtextextended('customer by e-mail ' || $1::uuid || ' ' || $2::boolean || ' ' || lower($3::text), 0))
        """
}
