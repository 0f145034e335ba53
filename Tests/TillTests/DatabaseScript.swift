import EventLoop
import Postgres

/// Runs SQL in a test's database.
enum DatabaseScript {
    /// Whether the server liked it; any other trouble is thrown.
    static func run(_ script: String, url: String, on loop: EventLoop) async throws -> Bool {
        let connection = try await PostgresConnection.connect(to: try PostgresTarget(url), loop: loop)
        defer { connection.close() }
        do throws(PostgresError) {
            try await connection.run(script: script)
            return true
        } catch {
            guard error.report != nil else { throw error }
            return false
        }
    }
}
