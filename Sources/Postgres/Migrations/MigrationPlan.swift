/// What is left to apply, once it is certain that the database's history is a beginning of ours.
package struct MigrationPlan: Hashable, Sendable {
    /// A row of `schema_migrations`.
    package struct Applied: Hashable, Sendable {
        package var number: Int
        package var name: String
        package var checksum: String

        package init(number: Int, name: String, checksum: String) {
            self.number = number
            self.name = name
            self.checksum = checksum
        }
    }

    package let pending: [Migration]

    /// `checksums` are those of `known`, by number.
    package init(known: [Migration], checksums: [Int: String], applied: [Applied]) throws(PostgresError) {
        try Self.checkNumbers(known)
        for (index, row) in applied.sorted(by: { $0.number < $1.number }).enumerated() {
            guard index < known.count else {
                throw Self.refused(
                    "the database is newer than this build: it has migration \(row.number) (\(row.name)), "
                        + "this build ends at \(known.count)")
            }
            guard row.number == index + 1 else {
                throw Self.refused("migration \(index + 1) was never applied, but \(row.number) (\(row.name)) was")
            }
            let migration = known[index]
            guard row.name == migration.name else {
                throw Self.refused(
                    "migration \(row.number) was applied as “\(row.name)”, but this build calls it “\(migration.name)”")
            }
            guard row.checksum == checksums[row.number] else {
                throw Self.refused(
                    "migration \(migration.title) was edited after it had been applied: "
                        + "restore it and put the change into a new migration")
            }
        }
        pending = Array(known.dropFirst(applied.count))
    }

    /// Numbers run from 1 without a gap.
    package static func checkNumbers(_ migrations: [Migration]) throws(PostgresError) {
        for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
            throw refused(
                migration.number <= index
                    ? "two migrations have the number \(migration.number), or they are out of order"
                    : "migration \(index + 1) is missing: \(migration.title) comes in its place")
        }
    }

    static func refused(_ reason: String) -> PostgresError {
        PostgresError(.migrationRefused, reason: reason)
    }
}
