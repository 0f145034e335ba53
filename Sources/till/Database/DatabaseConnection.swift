import EventLoop
import Postgres
import Schema

/// The command's own way to the database: one connection on the control loop, for checks, migrations and the probe.
struct DatabaseConnection: Sendable {
    let target: PostgresTarget
    let pool: PostgresPool

    /// Connecting begins at once; nothing waits for it here. To be called on the loop.
    static func open(_ url: DatabaseURL, on loop: EventLoop) throws(CommandFailure) -> DatabaseConnection {
        do throws(PostgresError) {
            return open(try PostgresTarget(url.connectionString), on: loop)
        } catch {
            throw CommandFailure(.configuration, "DATABASE_URL cannot be used: \(error).")
        }
    }

    static func open(_ target: PostgresTarget, on loop: EventLoop) -> DatabaseConnection {
        var options = PoolOptions()
        options.maximumConnections = 1
        options.patience = .seconds(1)
        return DatabaseConnection(target: target, pool: PostgresPool(target, loop: loop, pool: options))
    }

    /// Waits until the database answers: at start it may still be starting as well.
    func waitUntilReachable(seconds: Int, log: Logger) async throws(CommandFailure) {
        let loop = pool.loop
        let deadline = loop.clock.now() + .seconds(seconds)
        var isTold = false
        while true {
            do throws(PostgresError) {
                try await pool.execute("SELECT 1", timeout: .seconds(1))
                return
            } catch {
                if isRefused || loop.clock.now() >= deadline {
                    throw unreachable(error)
                }
                if !isTold {
                    log.notice(
                        "Waiting for the database",
                        [
                            "database": "\(target)", "seconds": .integer(seconds),
                            "reason": .string(error.logDescription),
                        ])
                }
                isTold = true
            }
            do { try await loop.sleep(for: .milliseconds(100)) } catch {
                throw .interrupted
            }
        }
    }

    func unreachable(_ error: PostgresError) -> CommandFailure {
        CommandFailure(
            .unavailable,
            "The database \(target) cannot be used: \(reason(error)). Check that it runs, and DATABASE_URL.")
    }

    /// Why connecting failed says more than that no connection became free.
    private func reason(_ error: PostgresError) -> String {
        let words = (pool.lastFailure ?? error).logDescription.split(whereSeparator: \.isWhitespace)
        let reason = words.joined(separator: " ")
        return reason.last == "." || reason.last == "?" ? String(reason.dropLast()) : reason
    }

    /// Whether waiting is in vain: the server answered and does not want us.
    private var isRefused: Bool { pool.lastFailure.map { Self.isRefusal($0.reason) } ?? false }

    /// libpq hands on the server's sentence but not its SQLSTATE when connecting fails. A server that does not speak
    /// English is waited for in vain, which costs patience and nothing else.
    static func isRefusal(_ reason: String) -> Bool {
        let sentences = [
            "authentication failed", "does not exist", "no pg_hba.conf entry", "is not permitted to log in",
            "permission denied for database", "is not currently accepting connections", "no password supplied",
        ]
        return sentences.contains { reason.contains($0) }
    }

    func settings() async throws(CommandFailure) -> ServerSettings {
        do throws(PostgresError) {
            return try await pool.serverSettings(timeout: .seconds(5))
        } catch {
            throw unreachable(error)
        }
    }

    func schema() async throws(CommandFailure) -> SchemaVersion {
        do throws(PostgresError) {
            return try await pool.schemaVersion(known: Schema.migrations, timeout: .seconds(5))
        } catch {
            throw unreachable(error)
        }
    }
}
