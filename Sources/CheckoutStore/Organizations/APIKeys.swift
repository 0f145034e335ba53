package import Checkout
package import Postgres

/// A secret key as it is kept: everything but the key.
package struct APIKey: Hashable, Sendable {
    package let id: APIKeyID
    package let organizationID: OrganizationID
    package let livemode: Bool
    /// Enough of the key to recognise it in a list.
    package let hint: String
    package let name: String
    package let createdAt: Timestamp
    package var lastUsedAt: Timestamp?
    package var revokedAt: Timestamp?

    package init(
        id: APIKeyID, organizationID: OrganizationID, livemode: Bool, hint: String, name: String = "",
        createdAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.livemode = livemode
        self.hint = hint
        self.name = name
        self.createdAt = createdAt
    }

    static let columns: StaticString = """
        k.id, k.organization_id, k.livemode, k.hint, k.name, k.created_at, k.last_used_at, k.revoked_at
        """

    init(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        id = try cursor.id(row)
        organizationID = try cursor.id(row)
        livemode = try cursor.next(row)
        hint = try cursor.next(row)
        name = try cursor.next(row)
        createdAt = try cursor.time(row)
        lastUsedAt = try cursor.optionalTime(row)
        revokedAt = try cursor.optionalTime(row)
    }
}

/// The secret keys of merchants.
package struct APIKeys: Sendable {
    private let pool: PostgresPool
    private let byHash: PostgresLookup<PostgresBytes, (APIKey, Organization)>

    package init(_ pool: PostgresPool) {
        self.pool = pool
        byHash = PostgresLookup(
            pool,
            PostgresStatement(joining: [
                "SELECT k.key_hash,", APIKey.columns, ",", Organization.columns,
                """
                FROM api_keys k JOIN organizations o ON o.id = k.organization_id
                WHERE k.key_hash = ANY($1) AND k.revoked_at IS NULL
                """,
            ])
        ) { row in
            var cursor = ColumnCursor()
            let hash = PostgresBytes(try cursor.bytes(row))
            return (hash, (try APIKey(row, &cursor), try Organization(row, &cursor)))
        }
    }

    /// `hash` is the key's SHA-256.
    package func create(_ key: APIKey, hash: [UInt8]) async throws {
        try await pool.execute(
            """
            INSERT INTO api_keys (id, organization_id, livemode, key_hash, hint, name, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            PostgresParameters(
                key.id.stored, key.organizationID.stored, key.livemode, PostgresBytes(hash), key.hint, key.name,
                key.createdAt.stored))
    }

    /// Whose key it is, unless it was revoked. Coalesced.
    package func find(hash: [UInt8]) async throws -> (key: APIKey, organization: Organization)? {
        guard let found = try await byHash.find(PostgresBytes(hash)) else { return nil }
        return (found.0, found.1)
    }

    /// The same by the key's handle, for whoever has shown the key before.
    package func find(_ id: APIKeyID) async throws -> (key: APIKey, organization: Organization)? {
        try await pool.first(Self.byID, PostgresParameters(id.stored)) { row in
            var cursor = ColumnCursor()
            return (key: try APIKey(row, &cursor), organization: try Organization(row, &cursor))
        }
    }

    package func all(of organization: OrganizationID) async throws -> [APIKey] {
        try await pool.query(Self.ofOrganization, PostgresParameters(organization.stored)) { row in
            var cursor = ColumnCursor()
            return try APIKey(row, &cursor)
        }
    }

    /// `false` if there is no such key, or it was revoked before.
    package func revoke(_ id: APIKeyID, at time: Timestamp) async throws -> Bool {
        try await pool.execute(
            "UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
            PostgresParameters(id.stored, time.stored)) > 0
    }

    /// Once in a while is enough: it is for people who wonder whether a key is still in use.
    package func used(_ ids: [APIKeyID], at time: Timestamp) async throws {
        try await pool.execute(
            "UPDATE api_keys SET last_used_at = greatest(last_used_at, $2) WHERE id = ANY($1)",
            PostgresParameters(ids.sorted().map(\.stored), time.stored))
    }

    private static let byID = PostgresStatement(joining: [
        "SELECT", APIKey.columns, ",", Organization.columns,
        """
        FROM api_keys k JOIN organizations o ON o.id = k.organization_id
        WHERE k.id = $1 AND k.revoked_at IS NULL
        """,
    ])
    private static let ofOrganization = PostgresStatement(joining: [
        "SELECT", APIKey.columns, "FROM api_keys k WHERE k.organization_id = $1 ORDER BY k.created_at, k.id",
    ])
}
