import Cryptography
import EventLoop
import HTTPServer

/// Everything an operator can decide, with the values that hold when nothing is said.
///
/// `Variable.all`, below, is the one table from which reading, `till help config`, `till config check` and the
/// documentation are made.
struct Configuration: Equatable, Sendable {
    var databaseURL: DatabaseURL?
    var databasePoolSize = 4
    var databaseWaitSeconds = 10
    var allowUnsafeDatabase = false
    /// The first makes keys, all are tried.
    var secrets: [SecretString] = []
    var listen = SocketAddress.loopback(port: 8080)
    var publicURL: String?
    var trustedProxies: [AddressRange] = []
    var loops: Int?
    var maxConnections: Int?
    var unlimitedRates = false
    var drainDelaySeconds = 0
    var drainSeconds = 25
    var streamDrainSeconds = 10
    var logLevel = LogLevel.info
    var logFormat: LogFormat?
    var stripe = StripeConfiguration()
}

/// One environment variable: how it is called, read, shown and explained.
struct Variable: Sendable {
    var name: String
    /// What a value looks like, for the help.
    var form: String
    /// What holds when it is not given, for the help.
    var standard: String?
    var summary: String
    var isSecret = false
    /// Reads a value that was given; the error says what was expected.
    var read: @Sendable (String, inout Configuration) throws(Expectation) -> Void
    /// The value in force, as `till config check` shows it.
    var show: @Sendable (Configuration) -> String

    static let all: [Variable] =
        [
            Variable(
                name: "DATABASE_URL", form: "postgresql://…", standard: nil,
                summary: "The PostgreSQL database, as libpq understands it (several hosts, TLS and service= included).",
                isSecret: true,
                read: { text, configuration throws(Expectation) in
                    configuration.databaseURL = try DatabaseURL(parsing: text)
                },
                show: { $0.databaseURL?.description ?? "not set" }),
            integer(
                "TILL_DATABASE_POOL_SIZE", 1...100, \.databasePoolSize, "Database connections per event loop."),
            integer(
                "TILL_DATABASE_WAIT_SECONDS", 0...600, \.databaseWaitSeconds,
                "How long to wait at start for a database that does not answer yet."),
            boolean(
                "TILL_ALLOW_UNSAFE_DATABASE", \.allowUnsafeDatabase,
                "Serve even if fsync, synchronous_commit or full_page_writes is off. Never where money moves."),
            serviceSecret,
            Variable(
                name: "TILL_LISTEN", form: "address:port", standard: "127.0.0.1:8080",
                summary: "Where to accept connections: [::]:8080 for every interface, port 0 for a free one.",
                read: { text, configuration throws(Expectation) in
                    configuration.listen = try SocketAddress(listening: text)
                },
                show: { $0.listen.description }),
            Variable(
                name: "TILL_PUBLIC_URL", form: "https://host", standard: "made from TILL_LISTEN",
                summary: "How buyers' browsers reach this service; the beginning of every URL it hands out.",
                read: { text, configuration throws(Expectation) in configuration.publicURL = try PublicURL.parse(text)
                },
                show: { $0.publicURL ?? $0.listen.url }),
            Variable(
                name: "TILL_TRUSTED_PROXIES", form: "address[/bits], …", standard: "none",
                summary: "Proxies whose X-Forwarded-For is believed.",
                read: { text, configuration throws(Expectation) in
                    configuration.trustedProxies = try addressRanges(text)
                },
                show: {
                    $0.trustedProxies.isEmpty ? "none" : $0.trustedProxies.map(\.description).joined(separator: ", ")
                }),
            optionalInteger(
                "TILL_LOOPS", 1...1024, \.loops, standard: "one per core", "Event loops, each on a thread of its own."),
            optionalInteger(
                "TILL_MAX_CONNECTIONS", 1...10_000_000, \.maxConnections, standard: "from the descriptor limit",
                "Connections kept at once; those beyond are answered 503 and closed."),
            boolean(
                "TILL_UNLIMITED_RATES", \.unlimitedRates,
                "Turn nobody away for coming too often: for measuring, never where strangers can reach it."),
            integer(
                "TILL_DRAIN_DELAY_SECONDS", 0...300, \.drainDelaySeconds,
                "After SIGTERM, how long to go on accepting while /readyz already answers 503, for load balancers to notice."
            ),
            integer(
                "TILL_DRAIN_SECONDS", 1...3600, \.drainSeconds,
                "After that, how long running requests and streams have to end before they are cut."),
            integer(
                "TILL_STREAM_DRAIN_SECONDS", 0...3600, \.streamDrainSeconds,
                "The window over which a drain spreads the ends of streams, so that clients do not all return at once."),
            choice("TILL_LOG_LEVEL", \.logLevel, standard: "info", "The least important messages still written."),
            Variable(
                name: "TILL_LOG_FORMAT", form: "json or text", standard: "text on a terminal, else json",
                summary: "One JSON object a line, or lines for people.",
                read: { text, configuration throws(Expectation) in
                    configuration.logFormat = try oneOf(LogFormat.self, text)
                },
                show: { $0.logFormat?.rawValue ?? "text on a terminal, else json" }),
        ] + stripe

    /// What only shows once every variable is read: sentences like those about single values.
    static func contradictions(in configuration: Configuration) -> [String] {
        var sentences: [String] = []
        if configuration.streamDrainSeconds > configuration.drainSeconds {
            sentences.append(
                """
                TILL_STREAM_DRAIN_SECONDS (\(configuration.streamDrainSeconds)) is longer than TILL_DRAIN_SECONDS \
                (\(configuration.drainSeconds)), which cuts streams short: make it the same or less.
                """)
        }
        return sentences + configuration.stripe.contradictions
    }
}
