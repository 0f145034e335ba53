/// One subcommand as both the parser and the help text see it.
struct CommandSpecification: Sendable {
    /// The words that call a command.
    enum Name: String, CaseIterable, Sendable {
        case serve, dev, migrate
        case configCheck = "config check"
        case orgCreate = "org create"
        case orgUpdate = "org update"
        case orgList = "org list"
        case keysCreate = "keys create"
        case keysList = "keys list"
        case keysRevoke = "keys revoke"
        case productsCreate = "products create"
        case productsAddPrice = "products add-price"
        case productsList = "products list"
        case pricesSync = "prices sync"
        case reconcile
        case reviewsList = "reviews list"
        case reviewsShow = "reviews show"
        case reviewsResolve = "reviews resolve"
        case eventsReplay = "events replay"
        case simulate
        case version, help, supervise
        case runAs = "run-as"

        /// Called by `till` itself only, and so not in the help.
        var isHidden: Bool { self == .supervise || self == .runAs }
        /// The first of two words, which several commands share.
        var group: String? {
            let words = rawValue.split(separator: " ")
            return words.count == 2 ? String(words[0]) : nil
        }
    }

    /// A `--name` the command knows.
    struct Option: Sendable {
        var name: String
        /// What the value is called in the help; nil for a switch.
        var value: String?
        var summary: String
        var isRepeatable = false

        static let envFile = Option(
            name: "--env-file", value: "FILE", summary: "Read variables from FILE; the environment wins over it.")
    }

    var name: Name
    var summary: String
    /// More about the command, in its own help.
    var discussion: String
    var options: [Option] = []
    /// What the words after the command are called, when it takes any.
    var operands: String?
    /// How many of them there have to be; nil for commands that look at them themselves.
    var operandCount: Int? = 0

    static func named(_ name: Name) -> CommandSpecification {
        all.first { $0.name == name } ?? CommandSpecification(name: name, summary: "", discussion: "")
    }

    private static let all =
        [serve, dev, migrate, configCheck] + organizationCommands + keyCommands + productCommands
        + reviewCommands + [reconcile] + [simulate, version, help, supervise, runAs]

    private static let serve = CommandSpecification(
        name: .serve, summary: "Serve against the PostgreSQL that DATABASE_URL names.",
        discussion: """
            Refuses a database that may lose committed payments, or whose schema this build does not know.
            SIGTERM or SIGINT drains: running requests finish, streams end over a spread window; a second one exits now.
            """,
        options: [.envFile])

    private static let dev = CommandSpecification(
        name: .dev, summary: "Serve with a private PostgreSQL of its own; needs no configuration.",
        discussion: """
            Keeps everything under the state directory, migrates by itself, and writes its address to DIR/dev.json.
            With DATABASE_URL set it uses that database instead. Ctrl-C stops everything it started.
            """,
        options: [
            Option(name: "--listen", value: "ADDRESS", summary: "Address to serve on; port 0 picks a free one."),
            Option(name: "--state", value: "DIR", summary: "Where to keep the database (default .till)."),
            Option(name: "--reset", value: nil, summary: "Throw the private database away and start over."),
            .envFile,
        ])

    private static let migrate = CommandSpecification(
        name: .migrate, summary: "Bring the database's schema up to this build.",
        discussion: "Runs under an advisory lock, each migration in a transaction: any number may be started at once.",
        options: [
            Option(name: "--dry-run", value: nil, summary: "Tell what would be applied, and change nothing."),
            Option(name: "--status", value: nil, summary: "List every migration and whether it is applied."),
            .envFile,
        ])

    private static let configCheck = CommandSpecification(
        name: .configCheck, summary: "Check the configuration and print what is in force.",
        discussion: "Prints each value and where it came from, secrets as •••. Every problem is listed at once.",
        options: [
            Option(
                name: "--database", value: nil, summary: "Also connect, and check the database's settings and schema."),
            .envFile,
        ])

    private static let simulate = CommandSpecification(
        name: .simulate, summary: "Run the payment provider's double alone.",
        discussion: """
            Speaks Stripe's API, keeps its world in memory, and takes Stripe's test cards. Point a service at it with
            STRIPE_API_BASE and any key of Stripe's form, like sk_test_simulator.
            """,
        options: [
            Option(
                name: "--listen", value: "ADDRESS",
                summary: "Address to serve on (default \(SimulateOptions.standardListen)); port 0 picks a free one."),
            Option(name: "--webhook-url", value: "URL", summary: "Where events are sent to, like …/stripe/webhooks."),
            Option(
                name: "--webhook-secret", value: "SECRET", summary: "What they are signed with; made up when not given."
            ),
            Option(
                name: "--seed", value: "NUMBER", summary: "Makes the same calls have the same answers, ids included."),
        ])

    private static let version = CommandSpecification(
        name: .version, summary: "Print the version, and those of the linked libraries.", discussion: "")

    private static let help = CommandSpecification(
        name: .help, summary: "Explain a command, the configuration (config) or the exit codes (exit-codes).",
        discussion: "", operands: "[TOPIC]")

    private static let supervise = CommandSpecification(
        name: .supervise, summary: "Runs a program until standard input ends.", discussion: "", operands: "…")

    private static let runAs = CommandSpecification(
        name: .runAs, summary: "Becomes a program under another user.", discussion: "", operands: "…")
}
