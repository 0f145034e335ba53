package import Checkout
import Postgres

/// Whose events may be seen.
package enum EventScope: Hashable, Sendable {
    /// The operator's: all there are.
    case installation
    /// What a merchant's key may see: what is about its own sessions and subscriptions. What nobody knows the owner of is
    /// its own only where nobody else could be: it has the installation, or the provider's account, to itself.
    case merchant(OrganizationID, livemode: Bool)

    var organizationID: OrganizationID? {
        if case .merchant(let id, _) = self { id } else { nil }
    }

    var livemode: Bool? {
        if case .merchant(_, let livemode) = self { livemode } else { nil }
    }

    /// The organization is `$1`, the mode `$2`.
    static let condition: StaticString = """
        ($1::uuid IS NULL OR e.livemode = $2::boolean AND (
            EXISTS (SELECT FROM checkout_sessions s WHERE s.id = e.session_id AND s.organization_id = $1)
            OR EXISTS (SELECT FROM subscriptions u WHERE u.id = e.subscription_id AND u.organization_id = $1)
            OR e.session_id IS NULL AND e.subscription_id IS NULL AND (
                NOT EXISTS (SELECT FROM organizations o WHERE o.id <> $1)
                OR e.account_id = (SELECT o.stripe_account_id FROM organizations o WHERE o.id = $1)
                    AND NOT EXISTS (SELECT FROM organizations o WHERE o.id <> $1 AND o.stripe_account_id = e.account_id))))
        """
}

/// What became of a wish to have an event handled once more.
package enum ReplayOutcome: Hashable, Sendable {
    case replayed(StoredProviderEvent)
    /// It was applied: there is nothing left of it to be done.
    case applied(StoredProviderEvent)
    case notFound
}

extension ProviderEvents {
    /// By our id of an event, or by the provider's. Nil as well when it is not of that scope.
    package func find(_ reference: String, in scope: EventScope) async throws -> StoredProviderEvent? {
        let id = ProviderEventID(reference)
        return try await pool.first(
            id == nil ? Self.byReference : Self.byIDInScope,
            PostgresParameters(scope.organizationID?.stored, scope.livemode, id?.stored, id == nil ? reference : nil)
        ) { row in try StoredProviderEvent(row) }
    }

    /// Has it handled once more by whichever process serves: what people do by hand, wherever they do it.
    package func replay(_ reference: String, in scope: EventScope, at time: Timestamp) async throws -> ReplayOutcome {
        guard let found = try await find(reference, in: scope) else { return .notFound }
        return try await replay(found.event.id, at: time) ? .replayed(found) : .applied(found)
    }

    private static let byIDInScope = PostgresStatement(joining: [
        "SELECT", StoredProviderEvent.columns, "FROM provider_events e WHERE e.id = $3::uuid AND $4::text IS NULL AND",
        EventScope.condition,
    ])
    /// Providers do not share ids; if two ever did, the later one is meant.
    private static let byReference = PostgresStatement(joining: [
        "SELECT", StoredProviderEvent.columns,
        "FROM provider_events e WHERE e.provider IN ('stripe', 'paddle') AND e.event_id = $4::text AND $3::uuid IS NULL AND",
        EventScope.condition, "ORDER BY e.received_at DESC LIMIT 1",
    ])
}
