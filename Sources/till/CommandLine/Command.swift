/// What the command line asks for, as a value.
enum Command: Equatable, Sendable {
    case serve(envFile: String?)
    case dev(DevOptions)
    case migrate(MigrateMode, envFile: String?)
    case configCheck(database: Bool, envFile: String?)
    case administer(AdministrativeAct, AdministrationOptions)
    case reconcile(ReconcileOptions)
    case simulate(SimulateOptions)
    case version
    case help(HelpTopic)
    case supervise(SuperviseOptions)
    case runAs(RunAsOptions)
}

/// What `till dev` was asked to do.
struct DevOptions: Equatable, Sendable {
    var listen: String?
    var state: String?
    var reset = false
    var envFile: String?
}

/// What all commands about merchants share.
struct AdministrationOptions: Equatable, Sendable {
    /// JSON instead of words.
    var json = false
    var envFile: String?
}

/// What `till reconcile` was asked to do.
struct ReconcileOptions: Equatable, Sendable {
    /// By slug or id; nil for all of them.
    var organization: String?
    /// Nil for whichever the key is of.
    var livemode: Bool?
    /// How far back it looks for what has ended.
    var days = Self.standardDays
    /// JSON instead of words.
    var json = false
    var envFile: String?

    static let standardDays = 3
    /// Stripe tells of no event that is older.
    static let maximumDays = 30
}

/// What `till simulate` was asked to do.
struct SimulateOptions: Equatable, Sendable {
    /// Where Stripe's own double for tests listens as well.
    static let standardListen = "127.0.0.1:12111"

    var listen = Self.standardListen
    var webhookURL: String?
    var webhookSecret: String?
    var seed: UInt64?
}

/// Whether `till migrate` changes the database or only tells about it.
enum MigrateMode: Equatable, Sendable {
    case apply, dryRun, status
}

/// What a help text can be about.
enum HelpTopic: Equatable, Sendable {
    case overview
    case command(CommandSpecification.Name)
    /// The commands that share a first word.
    case group(String)
    case configuration
    case exitCodes

    /// The words after `till help` that lead to topics which are not commands.
    static let named: [(word: String, topic: HelpTopic)] = [("config", .configuration), ("exit-codes", .exitCodes)]
}
