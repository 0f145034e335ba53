/// How the database's schema compares with the one this build was written for.
package enum SchemaVersion: Hashable, Sendable {
    case current
    /// `till migrate` has not been run for this build.
    case behind(applied: Int, known: Int)
    /// A newer build has migrated it; the schema may have lost what this one relies on.
    case ahead(applied: Int, known: Int)

    package init(applied: Int, known: Int) {
        if applied == known {
            self = .current
        } else {
            self = applied < known ? .behind(applied: applied, known: known) : .ahead(applied: applied, known: known)
        }
    }
}

extension PostgresPool {
    /// Cheap enough for a readiness probe: one number, no checksums.
    package func schemaVersion(
        known: [Migration], timeout: Duration? = nil
    ) async throws(PostgresError) -> SchemaVersion {
        do throws(PostgresError) {
            let applied = try await first("SELECT count(*) FROM schema_migrations", timeout: timeout) { row in
                try row.decode(0, as: Int.self)
            }
            return SchemaVersion(applied: applied ?? 0, known: known.count)
        } catch {
            guard error.state == .undefinedTable else { throw error }
            return SchemaVersion(applied: 0, known: known.count)
        }
    }
}
