import Checkout
import Postgres

/// What people know of a purchase when they ask about it.
package enum SessionSearch: Hashable, Sendable {
    /// The beginning of the buyer's e-mail, whatever its case.
    case email(String)
    /// The merchant's own id of the buyer, whole.
    case externalID(String)
    /// What the merchant noted with the order.
    case metadata(key: String, value: String)
}

extension SessionStore {
    /// Those of a merchant's sessions, newest first. Each kind of search has an index of its own: however many sessions there
    /// are, only those that fit are read.
    package func search(
        _ search: SessionSearch, in filter: SessionFilter, after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<SessionRecord> {
        let place = cursor ?? .start
        var parameters = PostgresParameters(
            filter.organizationID.stored, filter.livemode, place.createdAt.stored, place.id.stored,
            filter.status?.rawValue, limit + 1)
        let statement: PostgresStatement
        switch search {
        case .email(let beginning):
            statement = Self.byEmail
            parameters.append(beginning)
        case .externalID(let id):
            statement = Self.byExternalID
            parameters.append(id)
        case .metadata(let key, let value):
            statement = Self.byMetadata
            parameters.append(key)
            parameters.append(value)
        }
        let found = try await pool.query(statement, parameters, timeout: Self.searchPatience) { row in
            try SessionRecord(row)
        }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.terms.createdAt, id: $0.id.id) }
    }

    /// A beginning that half of all buyers share is not worth more.
    private static let searchPatience = Duration.seconds(5)

    // The operators of `text_pattern_ops`: by bytes, as a plan that is made before the parameter is known can use them. No
    // character comes after U+10FFFF.
    private static let byEmail = statement(
        """
        AND s.customer_email IS NOT NULL AND lower(s.customer_email) ~>=~ lower($7::text)
            AND lower(s.customer_email) ~<~ (lower($7::text) || U&'\\+10FFFF')
        """)
    private static let byExternalID = statement("AND s.customer_external_id = $7::text")
    private static let byMetadata = statement(
        "AND s.metadata <> '{}' AND s.metadata @> jsonb_build_object($7::text, $8::text)")

    private static func statement(_ condition: StaticString) -> PostgresStatement {
        PostgresStatement(joining: [
            "SELECT", SessionRecord.columns,
            """
            FROM checkout_sessions s
            WHERE s.organization_id = $1 AND s.livemode = $2 AND (s.created_at, s.id) < ($3, $4) AND s.version > 0
                AND ($5::text IS NULL OR s.status = $5)
            """, condition, "ORDER BY s.created_at DESC, s.id DESC LIMIT $6",
        ])
    }
}
