/// What the command line asks for, as a value.
enum Command: Equatable, Sendable {
    case serve(envFile: String?)
    case dev(DevOptions)
    case migrate(MigrateMode, envFile: String?)
    case configCheck(database: Bool, envFile: String?)
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

/// Whether `till migrate` changes the database or only tells about it.
enum MigrateMode: Equatable, Sendable {
    case apply, dryRun, status
}

/// What a help text can be about.
enum HelpTopic: Equatable, Sendable {
    case overview
    case command(CommandSpecification.Name)
    case configuration
    case exitCodes

    /// The words after `till help` that lead to topics which are not commands.
    static let named: [(word: String, topic: HelpTopic)] = [("config", .configuration), ("exit-codes", .exitCodes)]
}
