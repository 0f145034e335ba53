package import EventLoop

/// Brings a database up to date, one transaction per migration, while every other runner waits.
package struct MigrationRunner: Sendable {
    /// What happens, as it happens; for the terminal or the log.
    package enum Progress: Hashable, Sendable {
        case waitingForAnotherRunner
        case applying(Migration)
        case applied(Migration, Duration)
    }

    private let migrations: [Migration]
    private let onProgress: @Sendable (Progress) -> Void

    package init(_ migrations: [Migration], onProgress: @escaping @Sendable (Progress) -> Void = { _ in }) {
        self.migrations = migrations
        self.onProgress = onProgress
    }

    /// Runners of one database find each other by this number ("till" in ASCII, and the table's purpose).
    static let lockKey: Int64 = 0x7469_6C6C_0000_0001

    /// Connects, applies what is missing, and answers what that was. Call on a loop.
    package func run(
        on target: PostgresTarget, options: PostgresOptions = PostgresOptions(), loop: EventLoop
    ) async throws(PostgresError) -> [Migration] {
        try MigrationPlan.checkNumbers(migrations)
        var patient = options
        // An index on a large table takes as long as it takes, and so does another runner.
        patient.statementTimeout = .zero
        patient.lockTimeout = .zero
        patient.idleInTransactionTimeout = .zero
        patient.answerTimeout = .seconds(24 * 3_600)
        let connection = try await PostgresConnection.connect(to: target, options: patient, loop: loop)
        // The lock belongs to the session, and ends with it at the latest.
        defer { connection.close() }
        let applied = try await run(connection, loop)
        // A session ends a moment after its connection, and whoever comes next would be told to wait.
        try await connection.execute("SELECT pg_advisory_unlock($1)", PostgresParameters(Self.lockKey))
        return applied
    }

    private func run(_ connection: PostgresConnection, _ loop: EventLoop) async throws(PostgresError) -> [Migration] {
        try await lock(connection)
        try await connection.run(script: Self.table)
        let plan = try MigrationPlan(
            known: migrations, checksums: await checksums(connection), applied: await Self.applied(connection))
        for migration in plan.pending {
            onProgress(.applying(migration))
            let start = loop.now
            try await apply(migration, connection)
            onProgress(.applied(migration, loop.now - start))
        }
        return plan.pending
    }

    private static let table = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number integer PRIMARY KEY CHECK (number > 0),
            name text NOT NULL,
            -- SHA-256 of the script, in hexadecimal digits: an edited one is refused.
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            duration interval NOT NULL
        )
        """

    private func lock(_ connection: PostgresConnection) async throws(PostgresError) {
        let key = PostgresParameters(Self.lockKey)
        let isFree = try await connection.query("SELECT pg_try_advisory_lock($1)", key) { row in
            try row.decode(0, as: Bool.self)
        }
        if isFree.first == true { return }
        onProgress(.waitingForAnotherRunner)
        try await connection.execute("SELECT pg_advisory_lock($1)", key)
    }

    /// PostgreSQL computes them, so that nobody else has to.
    private func checksums(_ connection: PostgresConnection) async throws(PostgresError) -> [Int: String] {
        let rows = try await connection.query(
            "SELECT encode(sha256(convert_to(sql, 'UTF8')), 'hex') FROM unnest($1) WITH ORDINALITY u(sql, n) ORDER BY n",
            PostgresParameters(migrations.map(\.sql))
        ) { row in try row.decode(0, as: String.self) }
        return Dictionary(zip(migrations.map(\.number), rows)) { first, _ in first }
    }

    private static func applied(_ connection: PostgresConnection) async throws(PostgresError) -> [MigrationPlan.Applied]
    {
        try await connection.query("SELECT number, name, checksum FROM schema_migrations ORDER BY number") { row in
            MigrationPlan.Applied(number: try row.decode(0), name: try row.decode(1), checksum: try row.decode(2))
        }
    }

    /// The script and its row are one transaction. An error closes the connection, which rolls back.
    private func apply(_ migration: Migration, _ connection: PostgresConnection) async throws(PostgresError) {
        try await connection.run(script: "BEGIN")
        do throws(PostgresError) {
            try await connection.run(script: migration.sql)
        } catch {
            throw PostgresError(
                error.kind, reason: "migration \(migration.title): \(error.reason)", report: error.report)
        }
        guard connection.isInTransaction else {
            throw MigrationPlan.refused("migration \(migration.title) ends the transaction it runs in")
        }
        try await connection.execute(
            """
            INSERT INTO schema_migrations (number, name, checksum, duration)
            VALUES ($1, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'), clock_timestamp() - now())
            """,
            PostgresParameters(Int32(migration.number), migration.name, migration.sql))
        try await connection.run(script: "COMMIT")
    }
}
