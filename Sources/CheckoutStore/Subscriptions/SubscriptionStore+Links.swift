package import Checkout
import Postgres

extension SubscriptionStore {
    /// The checkouts by which these can be paid now, of each the latest first. One for another plan than the subscription
    /// has by now is none.
    package func links(
        of records: [SubscriptionRecord], at time: Timestamp
    ) async throws -> [SubscriptionID: [SessionRecord]] {
        let waiting = records.filter { $0.state.status == .pendingPayment }
        let states = Dictionary(waiting.map { ($0.id, $0.state) }, uniquingKeysWith: { first, _ in first })
        var links: [SubscriptionID: [SessionRecord]] = [:]
        for session in try await openSessions(for: waiting.map(\.id), at: time) {
            guard session.change == nil, let id = session.terms.existingSubscriptionID, let state = states[id],
                session.terms.pays(state)
            else { continue }
            links[id, default: []].append(session)
        }
        return links
    }

    /// Checkouts that are open and can pay for it, or change it, no more: it is over, or runs, or has another plan by now.
    package func outdatedLinks(of record: SubscriptionRecord, at time: Timestamp) async throws -> [CheckoutSessionID] {
        try await openSessions(for: [record.id], at: time).filter { session in
            if let change = session.change?.value {
                return !record.state.status.isLive || change.isOutdated(record.state)
            }
            return !session.terms.pays(record.state)
        }.map(\.id)
    }

    private func openSessions(for ids: [SubscriptionID], at time: Timestamp) async throws -> [SessionRecord] {
        guard !ids.isEmpty else { return [] }
        return try await pool.query(
            Self.openSessions, PostgresParameters(ids.map(\.stored), time.stored)
        ) { row in try SessionRecord(row) }
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

extension PlanChange {
    /// Its amounts rest on what the subscription is no more.
    fileprivate func isOutdated(_ state: SubscriptionState) -> Bool { basis != Basis(state) }
}

extension SessionTerms {
    /// Whether it is for this plan, and so much of it. Prices never change.
    func pays(_ plan: SubscriptionPlan) -> Bool { priceID == plan.priceID && quantity == plan.quantity }

    /// Whether it can pay for a subscription that stands so.
    fileprivate func pays(_ state: SubscriptionState) -> Bool {
        if state.mayBeUpgraded { return priceID != state.plan.priceID }
        return (state.status == .pendingPayment || state.status == .draft) && pays(state.plan)
    }
}
