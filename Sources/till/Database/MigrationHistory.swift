import Cryptography
import Postgres
import Schema

/// What the database says of the migrations in this build.
enum MigrationHistory {
    /// Compares the database's history with ours, without changing anything.
    static func plan(
        in pool: PostgresPool
    ) async throws(PostgresError) -> (plan: MigrationPlan, applied: [AppliedMigration]) {
        let applied = try await applied(in: pool)
        var checksums: [Int: String] = [:]
        for migration in Schema.migrations { checksums[migration.number] = try checksum(migration) }
        let rows = applied.map(\.row)
        return (try MigrationPlan(known: Schema.migrations, checksums: checksums, applied: rows), applied)
    }

    private static func checksum(_ migration: Migration) throws(PostgresError) -> String {
        do throws(CryptographyError) {
            return try SHA256.hash(migration.sql).hex
        } catch {
            throw PostgresError(.migrationRefused, reason: "no checksum can be computed: \(error)")
        }
    }

    /// A row of the database's history with its time, as text.
    struct AppliedMigration: Sendable {
        var row: MigrationPlan.Applied
        var at: String
    }

    private static func applied(in pool: PostgresPool) async throws(PostgresError) -> [AppliedMigration] {
        do throws(PostgresError) {
            return try await pool.query(
                """
                SELECT number, name, checksum, to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')
                FROM schema_migrations ORDER BY number
                """
            ) { row in
                AppliedMigration(
                    row: .init(number: try row.decode(0), name: try row.decode(1), checksum: try row.decode(2)),
                    at: try row.decode(3))
            }
        } catch {
            // Before the first migration there is no history.
            if error.state == .undefinedTable { return [] }
            throw error
        }
    }
}
