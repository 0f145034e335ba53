package import Checkout
import Postgres

extension SubscriptionStore {
    /// One that a merchant makes, to be paid later or not at all.
    package func create(
        _ terms: SubscriptionTerms, _ transition: SubscriptionTransition, of organization: OrganizationID
    ) async throws -> SubscriptionRecord {
        let record = SubscriptionRecord(organizationID: organization, terms: terms, state: transition.state)
        let write = SubscriptionWrite(transition, of: record, isNew: true, at: terms.createdAt)
        let statements = try write.statements(writtenBy: .random(in: .min ... .max))
        _ = try await pool.transaction { transaction in try await transaction.commit(executing: statements) }
        return write.record
    }
}
