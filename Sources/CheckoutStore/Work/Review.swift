package import Checkout
import Postgres

/// Something a person has to look at.
package struct Review: Hashable, Sendable {
    package let id: ReviewID
    /// Nil for what is the operator's alone: nobody knows whose it is.
    package let organizationID: OrganizationID?
    /// Nil for what is gone meanwhile.
    package let livemode: Bool?
    package let sessionID: CheckoutSessionID?
    package let subscriptionID: SubscriptionID?
    package let providerEventID: ProviderEventID?
    package let kind: String
    package let detail: String
    package let createdAt: Timestamp
    package let resolvedAt: Timestamp?
    /// What was done about it, in the words of whoever did.
    package let note: String?

    /// Which mode it is about, what it is about knows.
    static let livemode: StaticString = """
        coalesce(
            (SELECT s.livemode FROM checkout_sessions s WHERE s.id = r.session_id),
            (SELECT u.livemode FROM subscriptions u WHERE u.id = r.subscription_id),
            (SELECT e.livemode FROM provider_events e WHERE e.id = r.provider_event_id))
        """

    /// After its mode.
    static let columns: StaticString = """
        r.id, r.organization_id, r.session_id, r.subscription_id, r.provider_event_id, r.kind, r.detail,
        r.created_at, r.resolved_at, r.note
        """

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        livemode = try cursor.next(row)
        id = try cursor.id(row)
        organizationID = try cursor.optionalID(row)
        sessionID = try cursor.optionalID(row)
        subscriptionID = try cursor.optionalID(row)
        providerEventID = try cursor.optionalID(row)
        kind = try cursor.next(row)
        detail = try cursor.next(row)
        createdAt = try cursor.time(row)
        resolvedAt = try cursor.optionalTime(row)
        note = try cursor.next(row)
    }
}

/// Whether somebody has seen to it.
package enum ReviewStatus: String, Hashable, Sendable, CaseIterable {
    case open, resolved
}

/// Whose reviews may be seen.
package enum ReviewScope: Hashable, Sendable {
    /// The operator's: all there are.
    case installation
    /// A merchant's own, whatever the mode.
    case organization(OrganizationID)
    /// What a merchant's key may see.
    case merchant(OrganizationID, livemode: Bool)

    var organizationID: OrganizationID? {
        switch self {
        case .installation: nil
        case .organization(let id), .merchant(let id, _): id
        }
    }

    var livemode: Bool? {
        if case .merchant(_, let livemode) = self { livemode } else { nil }
    }
}
