/// The server's settings on which it depends that a committed payment survives a power failure.
struct DatabaseSafety: Equatable, Sendable {
    var fsync: String
    var synchronousCommit: String
    var fullPageWrites: String

    /// The settings that are off, as they are written in postgresql.conf.
    var offending: [String] {
        [("fsync", fsync), ("synchronous_commit", synchronousCommit), ("full_page_writes", fullPageWrites)]
            .filter { $0.1 == "off" }.map(\.0)
    }

    /// Why this build will not serve on such a database; nil when it will.
    var refusal: CommandFailure? {
        guard !offending.isEmpty else { return nil }
        let names = offending.joined(separator: " and ")
        let verb = offending.count == 1 ? "is" : "are"
        return CommandFailure(
            .unsafeDatabase,
            """
            The database may lose committed payments: \(names) \(verb) off. Turn \(offending.count == 1 ? "it" : "them") \
            on (\(offending.map { "ALTER SYSTEM SET \($0) = on" }.joined(separator: "; ")); SELECT pg_reload_conf()), or \
            set TILL_ALLOW_UNSAFE_DATABASE=1 where nothing can be lost.
            """)
    }
}
