import EventLoop
import Postgres

/// `till config check`: every problem at once, else what is in force and where it came from.
struct ConfigCheckCommand: Sendable {
    var reading: ConfigurationReading
    var console: Console

    static func report(_ reading: ConfigurationReading) throws(CommandFailure) {
        for warning in reading.warnings { StandardOutput.printError("warning: \(warning)") }
        if let failure = ConfigurationReport.failure(reading.problems) { throw failure }
        StandardOutput.print(ConfigurationReport.effective(reading))
    }

    /// The part that needs the database.
    func run(on loop: EventLoop) async throws(CommandFailure) {
        guard let url = reading.configuration.databaseURL else {
            throw CommandFailure(.configuration, "DATABASE_URL is not set, so that there is no database to check.")
        }
        let connection = try DatabaseConnection.open(url, on: loop)
        try await connection.waitUntilReachable(seconds: 2, log: console.log)
        let refusals = [
            DatabaseRefusal.of(
                try await connection.settings(), allowsUnsafe: reading.configuration.allowUnsafeDatabase),
            DatabaseRefusal.of(try await connection.schema()),
        ].compactMap(\.self)
        await connection.pool.shutdown()
        guard let first = refusals.first else {
            StandardOutput.print(
                "The database \(connection.target) answers, is safe, and has the schema of this build.")
            return
        }
        throw CommandFailure(first.code, refusals.map(\.message).joined(separator: "\n"))
    }
}
