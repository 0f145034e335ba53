/// What a server says about itself that decides whether money may be entrusted to it.
package struct ServerSettings: Hashable, Sendable {
    package var version: String
    package var fsync: Bool
    package var synchronousCommit: String
    package var fullPageWrites: Bool
    package var isInRecovery: Bool
    package var isReadOnly: Bool

    /// One sentence per setting that lets an acknowledged payment be forgotten, and how to mend it.
    package var durabilityProblems: [String] {
        var problems: [String] = []
        if !fsync {
            problems.append("fsync is off: a power failure loses or corrupts the database. Set fsync = on.")
        }
        if synchronousCommit == "off" {
            problems.append(
                "synchronous_commit is off: a crash forgets commits that were confirmed. Set synchronous_commit = on.")
        }
        if !fullPageWrites {
            problems.append(
                "full_page_writes is off: a power failure corrupts the database. Set full_page_writes = on.")
        }
        return problems
    }

    /// Why nothing can be written there.
    package var writeProblems: [String] {
        if isInRecovery { return ["the server is a standby and cannot be written to: connect to the primary"] }
        if isReadOnly { return ["sessions are read-only by default: set default_transaction_read_only = off"] }
        return []
    }
}

extension PostgresPool {
    package func serverSettings(timeout: Duration? = nil) async throws(PostgresError) -> ServerSettings {
        let settings = try await first(
            """
            SELECT current_setting('server_version'), current_setting('fsync')::bool,
                current_setting('synchronous_commit'), current_setting('full_page_writes')::bool,
                pg_is_in_recovery(), current_setting('default_transaction_read_only')::bool
            """, timeout: timeout
        ) { row in
            ServerSettings(
                version: try row.decode(0), fsync: try row.decode(1), synchronousCommit: try row.decode(2),
                fullPageWrites: try row.decode(3), isInRecovery: try row.decode(4), isReadOnly: try row.decode(5))
        }
        guard let settings else { throw .unexpectedResult("the server said nothing about its settings") }
        return settings
    }
}
