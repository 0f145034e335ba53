package import Checkout
import Postgres

extension SubscriptionStore {
    /// The checkouts by which these can be paid now, of each the latest first. One for another plan than the subscription
    /// has by now is none.
    package func links(
        of records: [SubscriptionRecord], at time: Timestamp
    ) async throws -> [SubscriptionID: [SessionRecord]] {
        let waiting = records.filter { $0.state.status == .pendingPayment }
        guard !waiting.isEmpty else { return [:] }
        let sessions = try await pool.query(
            Self.openSessions, PostgresParameters(waiting.map(\.id.stored), time.stored)
        ) { row in try SessionRecord(row) }
        let plans = Dictionary(waiting.map { ($0.id, $0.state.plan) }, uniquingKeysWith: { first, _ in first })
        var links: [SubscriptionID: [SessionRecord]] = [:]
        for session in sessions {
            guard let id = session.terms.existingSubscriptionID, let plan = plans[id], session.terms.pays(plan) else {
                continue
            }
            links[id, default: []].append(session)
        }
        return links
    }

    private static let openSessions = PostgresStatement(joining: [
        "SELECT", SessionRecord.columns,
        """
        FROM checkout_sessions s
        WHERE s.existing_subscription_id = ANY($1) AND s.expires_at > $2 AND s.version > 0
            AND s.status IN ('pending', 'processing', 'failed') AND s.ending IS NULL
        ORDER BY s.created_at DESC, s.id DESC LIMIT 1000
        """,
    ])
}

extension SessionTerms {
    /// Whether it is for this plan, and so much of it. Prices never change.
    func pays(_ plan: SubscriptionPlan) -> Bool { priceID == plan.priceID && quantity == plan.quantity }
}
