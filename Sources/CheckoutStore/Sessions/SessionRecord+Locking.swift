import Checkout
import Postgres

extension SessionRecord {
    /// Sessions as they are once they are the transaction's own.
    ///
    /// Whoever has waited for a session gets its row as it has become, but finds in other tables only what was there when the
    /// statement began (PostgreSQL's READ COMMITTED): a subscription that came meanwhile is looked for once more.
    static func locked(_ ids: [CheckoutSessionID], in transaction: PostgresTransaction) async throws -> [SessionRecord]
    {
        let parameters = PostgresParameters(ids.sorted().map(\.stored))
        let records = try await transaction.query(lock, parameters) { row in try SessionRecord(row) }
        guard records.contains(where: \.lacksItsSubscription) else { return records }
        return try await transaction.query(lock, parameters) { row in try SessionRecord(row) }
    }

    /// In id order, because two batches that lock the same sessions in two orders stop one another for ever.
    static let lock = PostgresStatement(joining: [
        "SELECT", SessionRecord.columns,
        "FROM checkout_sessions s WHERE s.id = ANY($1) ORDER BY s.id FOR NO KEY UPDATE",
    ])

    private var lacksItsSubscription: Bool { state.fulfilment.subscribedAt != nil && subscription == nil }
}
