package import Checkout
import Postgres

/// Whose a session is.
package struct SessionOwner: Hashable, Sendable {
    package let id: CheckoutSessionID
    package let organizationID: OrganizationID
    package let livemode: Bool
}

extension SessionStore {
    /// Of those that anybody can see.
    package func owners(of sessions: Set<CheckoutSessionID>) async throws -> [SessionOwner] {
        try await pool.query(
            "SELECT id, organization_id, livemode FROM checkout_sessions WHERE id = ANY($1) AND version > 0",
            PostgresParameters(sessions.map(\.stored))
        ) { row in
            var cursor = ColumnCursor()
            return SessionOwner(
                id: try cursor.id(row), organizationID: try cursor.id(row), livemode: try cursor.next(row))
        }
    }
}
