import Cryptography
import Postgres

/// How to reach the database, in libpq's own words; it may hold a password, so it never shows itself.
struct DatabaseURL: Equatable, Sendable, CustomStringConvertible {
    private let text: SecretString

    init(parsing text: String) throws(Expectation) {
        let isURL = text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
        // The other form that libpq takes: “host=… dbname=…”, or “service=…”.
        let isKeywords = !text.contains("://") && text.contains("=")
        guard isURL || isKeywords, !text.utf8.contains(0) else {
            throw Expectation(
                advice: "give postgresql://user:password@host:5432/database, or libpq's keyword=value form")
        }
        do throws(PostgresError) {
            _ = try PostgresTarget(text)
        } catch {
            throw Expectation(advice: error.reason)
        }
        self.init(text)
    }

    /// Of a text that we made ourselves.
    init(_ text: String) { self.text = SecretString(text) }

    /// The text as libpq takes it.
    var connectionString: String { text.reveal { $0 } }
    var description: String { text.description }
}
