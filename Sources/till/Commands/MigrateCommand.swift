import EventLoop
import Postgres
import Schema

/// `till migrate`: brings the schema up to this build, or tells what that would take.
struct MigrateCommand: Sendable {
    var mode: MigrateMode
    var configuration: Configuration
    var databaseURL: DatabaseURL
    var console: Console

    func run(on loop: EventLoop) async throws(CommandFailure) {
        let known = Schema.migrations.count
        let connection = try DatabaseConnection.open(databaseURL, on: loop)
        try await connection.waitUntilReachable(seconds: configuration.databaseWaitSeconds, log: console.log)
        do throws(PostgresError) {
            switch mode {
            case .apply:
                let applied = try await Self.apply(to: connection.target, on: loop) { StandardOutput.print($0) }
                StandardOutput.print(Self.summary(applied: applied.count, known: known))
            case .dryRun:
                let plan = try await MigrationHistory.plan(in: connection.pool).plan
                for migration in plan.pending { StandardOutput.print("would apply \(migration.title)") }
                if plan.pending.isEmpty { StandardOutput.print(Self.summary(applied: 0, known: known)) }
            case .status:
                let (plan, applied) = try await MigrationHistory.plan(in: connection.pool)
                for row in applied { StandardOutput.print("applied  \(row.at)  \(Self.title(row.row))") }
                for migration in plan.pending {
                    StandardOutput.print("pending                        \(migration.title)")
                }
            }
        } catch {
            throw Self.failure(error, connection)
        }
        await connection.pool.shutdown()
    }

    /// Applies what is missing under the lock that all runners share.
    static func apply(
        to target: PostgresTarget, on loop: EventLoop,
        tell: @escaping @Sendable (String) -> Void
    ) async throws(PostgresError) -> [Migration] {
        let runner = MigrationRunner(Schema.migrations) { progress in
            switch progress {
            case .waitingForAnotherRunner: tell("Another process migrates this database; waiting for it.")
            case .applying: break
            case .applied(let migration, let duration):
                tell("applied \(migration.title) in \(duration.wholeNanoseconds / 1_000_000) ms")
            }
        }
        return try await runner.run(on: target, loop: loop)
    }

    static func failure(_ error: PostgresError, _ connection: DatabaseConnection) -> CommandFailure {
        switch error.kind {
        case .migrationRefused: CommandFailure(.schemaUnknown, "The database is left as it was: \(error.reason).")
        case .connectFailed, .unavailable, .connectionLost: connection.unreachable(error)
        default: CommandFailure(.software, "The migration failed and was rolled back: \(error.logDescription).")
        }
    }

    private static func title(_ row: MigrationPlan.Applied) -> String {
        Migration(number: row.number, name: row.name, sql: "").title
    }

    private static func summary(applied: Int, known: Int) -> String {
        applied == 0
            ? "The schema is up to date (\(known) applied)." : "The schema is up to date now (\(known) applied)."
    }
}
