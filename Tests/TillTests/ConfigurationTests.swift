import Cryptography
import EventLoop
import HTTPServer
import Testing

@testable import till

@Suite struct ConfigurationTests {
    private static let secret = String(repeating: "canary-", count: 5)

    @Test func everythingHasADefault() {
        let reading = ConfigurationReader.read(environment: [:])
        #expect(reading.problems == [])
        #expect(reading.warnings == [])
        #expect(reading.configuration == Configuration())
    }

    @Test func readsEveryVariable() throws {
        let reading = ConfigurationReader.read(environment: [
            "DATABASE_URL": "postgresql://till:canary@db/till", "TILL_LISTEN": "[::1]:0",
            "TILL_PUBLIC_URL": "https://pay.example.com/", "TILL_LOOPS": "3", "TILL_LOG_LEVEL": "Debug",
            "TILL_LOG_FORMAT": "json", "TILL_TRUSTED_PROXIES": "10.0.0.0/8, ::1", "TILL_MAX_CONNECTIONS": "100",
            "TILL_DRAIN_SECONDS": "20", "TILL_STREAM_DRAIN_SECONDS": "5", "TILL_DRAIN_DELAY_SECONDS": "1",
            "TILL_DATABASE_POOL_SIZE": "7", "TILL_DATABASE_WAIT_SECONDS": "0", "TILL_ALLOW_UNSAFE_DATABASE": "yes",
            "TILL_SECRET": "\(Self.secret), \(Self.secret)2", "STRIPE_SECRET_KEY": "rk_live_abc",
            "STRIPE_PUBLISHABLE_KEY": "pk_live_abc", "STRIPE_WEBHOOK_SECRETS": "whsec_a,whsec_b",
            "STRIPE_API_BASE": "http://127.0.0.1:12111/", "STRIPE_API_VERSION": "2027-01-27",
            "STRIPE_WEBHOOK_TOLERANCE_SECONDS": "600", "TILL_UNLIMITED_RATES": "on",
        ])
        #expect(reading.problems == [])
        let configuration = reading.configuration
        #expect(configuration.databaseURL?.connectionString == "postgresql://till:canary@db/till")
        #expect(configuration.listen == SocketAddress(ip: "::1", port: 0))
        #expect(configuration.publicURL == "https://pay.example.com")
        #expect(configuration.loops == 3)
        #expect(configuration.logLevel == .debug)
        #expect(configuration.logFormat == .json)
        #expect(configuration.trustedProxies.map(\.description) == ["10.0.0.0/8", "::1"])
        #expect(configuration.maxConnections == 100)
        #expect(configuration.drainSeconds == 20)
        #expect(configuration.streamDrainSeconds == 5)
        #expect(configuration.drainDelaySeconds == 1)
        #expect(configuration.databasePoolSize == 7)
        #expect(configuration.databaseWaitSeconds == 0)
        #expect(configuration.allowUnsafeDatabase)
        #expect(configuration.unlimitedRates)
        #expect(configuration.secrets == [SecretString(Self.secret), SecretString("\(Self.secret)2")])
        #expect(configuration.stripe.secretKey == SecretString("rk_live_abc"))
        #expect(configuration.stripe.publishableKey == "pk_live_abc")
        #expect(configuration.stripe.webhookSecrets == [SecretString("whsec_a"), SecretString("whsec_b")])
        #expect(configuration.stripe.apiBase == "http://127.0.0.1:12111")
        #expect(configuration.stripe.apiVersion == "2027-01-27")
        #expect(configuration.stripe.webhookToleranceSeconds == 600)
        #expect(Set(reading.sources.keys) == Set(Variable.all.map(\.name)), "a variable is not in this test")
    }

    static let wrongValues = [
        ("TILL_LOOPS", "many", "TILL_LOOPS is “many”: give a whole number from 1 to 1024."),
        ("TILL_LOOPS", "0", "TILL_LOOPS is “0”: give a whole number from 1 to 1024."),
        ("TILL_LOOPS", "+5", "TILL_LOOPS is “+5”: give a whole number from 1 to 1024."),
        ("TILL_DATABASE_POOL_SIZE", "101", "TILL_DATABASE_POOL_SIZE is “101”: give a whole number from 1 to 100."),
        ("TILL_DATABASE_WAIT_SECONDS", "-1", "TILL_DATABASE_WAIT_SECONDS is “-1”: give a whole number from 0 to 600."),
        ("TILL_MAX_CONNECTIONS", "1e3", "TILL_MAX_CONNECTIONS is “1e3”: give a whole number from 1 to 10000000."),
        ("TILL_DRAIN_SECONDS", "0", "TILL_DRAIN_SECONDS is “0”: give a whole number from 1 to 3600."),
        ("TILL_DRAIN_DELAY_SECONDS", "x", "TILL_DRAIN_DELAY_SECONDS is “x”: give a whole number from 0 to 300."),
        ("TILL_STREAM_DRAIN_SECONDS", "x", "TILL_STREAM_DRAIN_SECONDS is “x”: give a whole number from 0 to 3600."),
        ("TILL_ALLOW_UNSAFE_DATABASE", "maybe", "TILL_ALLOW_UNSAFE_DATABASE is “maybe”: give 1 or 0."),
        ("TILL_UNLIMITED_RATES", "maybe", "TILL_UNLIMITED_RATES is “maybe”: give 1 or 0."),
        ("TILL_LOG_LEVEL", "loud", "TILL_LOG_LEVEL is “loud”: give debug, info, notice, warning or error."),
        ("TILL_LOG_FORMAT", "xml", "TILL_LOG_FORMAT is “xml”: give json or text."),
        ("TILL_LISTEN", "8080", "TILL_LISTEN is “8080”: give address:port, like 127.0.0.1:8080 or [::1]:8080."),
        ("TILL_LISTEN", "::1:80", "TILL_LISTEN is “::1:80”: give address:port, like 127.0.0.1:8080 or [::1]:8080."),
        (
            "TILL_LISTEN", "[1.2.3.4]:80",
            "TILL_LISTEN is “[1.2.3.4]:80”: give address:port, like 127.0.0.1:8080 or [::1]:8080."
        ),
        (
            "TILL_LISTEN", "127.0.0.1:65536",
            "TILL_LISTEN is “127.0.0.1:65536”: give address:port, like 127.0.0.1:8080 or [::1]:8080."
        ),
        ("TILL_LISTEN", "host:+1", "TILL_LISTEN is “host:+1”: give address:port, like 127.0.0.1:8080 or [::1]:8080."),
        (
            "TILL_PUBLIC_URL", "pay.example.com",
            "TILL_PUBLIC_URL is “pay.example.com”: give scheme and host only, like https://pay.example.com."
        ),
        (
            "TILL_PUBLIC_URL", "https://",
            "TILL_PUBLIC_URL is “https://”: give scheme and host only, like https://pay.example.com."
        ),
        (
            "TILL_PUBLIC_URL", "https://a?b",
            "TILL_PUBLIC_URL is “https://a?b”: give scheme and host only, like https://pay.example.com."
        ),
        (
            "TILL_TRUSTED_PROXIES", "10.0.0.0/33",
            "TILL_TRUSTED_PROXIES is “10.0.0.0/33”: “10.0.0.0/33” is no address or block; give some like 10.0.0.0/8, 2001:db8::/32."
        ),
        (
            "TILL_SECRET", "canary-canary-canary-canary-can",
            "TILL_SECRET is not something that can be used: each secret needs 32 characters or more; “openssl rand -hex 32” makes one."
        ),
        (
            "TILL_SECRET", ",",
            "TILL_SECRET is not something that can be used: each secret needs 32 characters or more; “openssl rand -hex 32” makes one."
        ),
        (
            "STRIPE_SECRET_KEY", "pk_test_canary",
            "STRIPE_SECRET_KEY is not something that can be used: give the account's secret key, like sk_test_… or sk_live_…."
        ),
        (
            "STRIPE_PUBLISHABLE_KEY", "pk_abc",
            "STRIPE_PUBLISHABLE_KEY is “pk_abc”: give the account's publishable key, like pk_test_… or pk_live_…."
        ),
        (
            "STRIPE_PUBLISHABLE_KEY", "sk_live_canary",
            "STRIPE_PUBLISHABLE_KEY is not something that can be used: give the account's publishable key, like pk_test_… or pk_live_…."
        ),
        (
            "STRIPE_WEBHOOK_SECRETS", ", ,",
            "STRIPE_WEBHOOK_SECRETS is not something that can be used: give whsec_…, or several with commas."
        ),
        (
            "STRIPE_API_BASE", "api.stripe.com",
            "STRIPE_API_BASE is “api.stripe.com”: give scheme and host only, like https://pay.example.com."
        ),
        (
            "STRIPE_API_VERSION", "latest",
            "STRIPE_API_VERSION is “latest”: give a version like \(StripeConfiguration().apiVersion)."
        ),
        (
            "STRIPE_WEBHOOK_TOLERANCE_SECONDS", "0",
            "STRIPE_WEBHOOK_TOLERANCE_SECONDS is “0”: give a whole number from 1 to 86400."
        ),
        (
            "DATABASE_URL", "mysql://root:canary@db",
            "DATABASE_URL is not something that can be used: give postgresql://user:password@host:5432/database, or libpq's keyword=value form."
        ),
        (
            "DATABASE_URL", "postgresql://u:can%ary@db",
            "DATABASE_URL is not something that can be used: the database address is neither a postgres:// URL nor a "
                + "keyword=value connection string (special characters in a password have to be percent-encoded in a URL)."
        ),
    ]

    @Test(arguments: wrongValues)
    func saysHowToMend(_ name: String, _ value: String, _ sentence: String) {
        #expect(ConfigurationReader.read(environment: [name: value]).problems == [sentence])
    }

    @Test func everyVariableThatCanBeWrongIsInTheTable() {
        #expect(Set(Self.wrongValues.map(\.0)) == Set(Variable.all.map(\.name)))
    }

    @Test func tellsAllProblemsAtOnce() throws {
        let reading = ConfigurationReader.read(
            environment: ["TILL_LOOPS": "x", "TILL_LISTEN": "y"], requiring: [.database, .secret])
        #expect(reading.problems.count == 4)
        let failure = try #require(ConfigurationReport.failure(reading.problems))
        #expect(failure.code == .configuration)
        #expect(failure.message.hasPrefix("The configuration has 4 problems:\n  - TILL_LISTEN is “y”"))
        #expect(failure.message.contains("\n  - DATABASE_URL is not set: give the database as"))
        #expect(failure.message.contains("\n  - TILL_SECRET is not set: make one with “openssl rand -hex 32”"))
        #expect(failure.message.hasSuffix("“till help config” explains every variable."))
        #expect(ConfigurationReport.failure([]) == nil)
    }

    @Test func aWrongDatabaseIsNotAlsoAMissingOne() {
        let reading = ConfigurationReader.read(environment: ["DATABASE_URL": "x"], requiring: .database)
        #expect(reading.problems.count == 1)
    }

    @Test func streamsMayNotDrainLongerThanTheRest() {
        let reading = ConfigurationReader.read(environment: ["TILL_DRAIN_SECONDS": "5"])
        #expect(
            reading.problems == [
                "TILL_STREAM_DRAIN_SECONDS (10) is longer than TILL_DRAIN_SECONDS (5), which cuts streams short: "
                    + "make it the same or less."
            ])
    }

    @Test func anEmptyValueCountsAsNotGiven() {
        let file = EnvironmentFile(text: "TILL_LOOPS=2\nTILL_LISTEN=", path: "f")
        let reading = ConfigurationReader.read(environment: ["TILL_LOOPS": ""], file: file, path: "f")
        #expect(reading.problems == [])
        #expect(reading.configuration.loops == 2)
        #expect(reading.configuration.listen == Configuration().listen)
    }

    @Test func theEnvironmentWinsOverTheFile() {
        let file = EnvironmentFile(text: "TILL_LOOPS=2\nTILL_LOG_LEVEL=error", path: "till.env")
        let reading = ConfigurationReader.read(environment: ["TILL_LOOPS": "5"], file: file, path: "till.env")
        #expect(reading.configuration.loops == 5)
        #expect(reading.configuration.logLevel == .error)
        #expect(reading.sources["TILL_LOOPS"] == .environment)
        #expect(reading.sources["TILL_LOG_LEVEL"] == .file("till.env", line: 2))
    }

    @Test func problemsInAFileNameTheLine() {
        let file = EnvironmentFile(text: "\nTILL_LOOPS=x", path: "till.env")
        let reading = ConfigurationReader.read(environment: [:], file: file, path: "till.env")
        #expect(reading.problems == ["TILL_LOOPS (till.env:2) is “x”: give a whole number from 1 to 1024."])
    }

    @Test func warnsOfUnknownVariables() {
        let file = EnvironmentFile(text: "TILL_LOP=1\nOTHER=2", path: "till.env")
        let reading = ConfigurationReader.read(
            environment: ["TILL_LISTN": "x", "TILL_ZZZZZZZZZZ": "x", "HOME": "/"], file: file, path: "till.env")
        #expect(reading.problems == [])
        #expect(
            reading.warnings == [
                "TILL_LISTN is not a variable that Till knows and has no effect; did you mean “TILL_LISTEN”?",
                "TILL_ZZZZZZZZZZ is not a variable that Till knows and has no effect.",
                "TILL_LOP (till.env:1) is not a variable that Till knows and has no effect; did you mean “TILL_LOOPS”?",
            ])
    }

    @Test func theReportShowsSourcesAndNoSecrets() {
        let file = EnvironmentFile(text: "TILL_LOOPS=2", path: "till.env")
        let reading = ConfigurationReader.read(
            environment: [
                "DATABASE_URL": "postgresql://till:canary@db/till", "TILL_SECRET": Self.secret,
                "STRIPE_SECRET_KEY": "sk_test_canary", "STRIPE_WEBHOOK_SECRETS": "whsec_canary,whsec_canary2",
            ], file: file, path: "till.env")
        let report = ConfigurationReport.effective(reading)
        #expect(!report.contains("canary"))
        let lines = report.split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
        #expect(lines.contains(["DATABASE_URL", "•••", "environment"]))
        #expect(lines.contains(["TILL_SECRET", "•••", "environment"]))
        #expect(lines.contains(["STRIPE_SECRET_KEY", "•••", "environment"]))
        #expect(lines.contains(["STRIPE_WEBHOOK_SECRETS", "•••,", "•••", "environment"]))
        #expect(lines.contains(["TILL_LOOPS", "2", "till.env:1"]))
        #expect(lines.contains(["TILL_LISTEN", "127.0.0.1:8080", "default"]))
        #expect(lines.count == Variable.all.count)
    }

    @Test func aDatabaseURLNeverShowsItself() throws {
        let url = try DatabaseURL(parsing: "host=db password=canary")
        var dumped = ""
        dump(url, to: &dumped)
        #expect(!"\(url) \(String(reflecting: url)) \(dumped) \([url])".contains("canary"))
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.4", false), ("0.0.0.0/0", "1.2.3.4", true), ("172.16.0.0/12", "172.31.9.9", true),
        ("172.16.0.0/12", "172.32.0.0", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("0.0.0.0/0", "::1", false),
    ])
    func blocksContainTheirAddresses(_ block: String, _ address: String, _ expected: Bool) throws {
        let range = try #require(AddressRange(block))
        #expect(range.contains(try #require(SocketAddress(ip: address, port: 0))) == expected)
    }
}
