/// How to reach the database, in libpq's own words; it may hold a password, so it never shows itself.
struct DatabaseURL: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text as libpq takes it.
    let connectionString: String

    init(parsing text: String) throws(Expectation) {
        let isURL = text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
        // The other form that libpq takes: “host=… dbname=…”, or “service=…”.
        let isKeywords = !text.contains("://") && text.contains("=")
        guard isURL || isKeywords, !text.utf8.contains(0) else {
            throw Expectation(
                advice: "give postgresql://user:password@host:5432/database, or libpq's keyword=value form")
        }
        connectionString = text
    }

    var description: String { "•••" }
    var debugDescription: String { "•••" }
    var customMirror: Mirror { Mirror(self, children: [:]) }
}
