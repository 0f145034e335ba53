/// Turns the words after `till` into a command, or says what is wrong with them.
enum CommandLineParser {
    static func parse(_ arguments: [String]) throws(CommandFailure) -> Command {
        guard let first = arguments.first else { return .help(.overview) }
        switch first {
        case "--help", "-h": return .help(.overview)
        case "--version", "-V": return .version
        default: break
        }
        let (name, rest) = try command(arguments)
        switch name {
        case .supervise: return .supervise(try SuperviseOptions(arguments: Array(rest)))
        case .runAs: return .runAs(try RunAsOptions(arguments: Array(rest)))
        default: break
        }
        if rest.contains(where: { $0 == "--help" || $0 == "-h" }) { return .help(.command(name)) }
        if name == .help { return .help(try topic(Array(rest))) }
        return try build(name, ParsedOptions(rest, of: .named(name)))
    }

    /// Finds the command that the first words name, longest name first.
    private static func command(
        _ arguments: [String]
    ) throws(CommandFailure) -> (CommandSpecification.Name, ArraySlice<String>) {
        for length in [2, 1] where arguments.count >= length {
            let words = arguments.prefix(length).joined(separator: " ")
            if let name = CommandSpecification.Name(rawValue: words) { return (name, arguments.dropFirst(length)) }
        }
        if arguments[0] == "config" {
            if arguments.dropFirst().contains(where: { $0 == "--help" || $0 == "-h" }) {
                return (.configCheck, ["--help"])
            }
            throw usage("“till config” needs a word more: try “till config check”.")
        }
        let word = arguments[0]
        let kind = word.hasPrefix("-") ? "option" : "command"
        throw usage("There is no \(kind) “\(word)”\(didYouMean(word, among: knownFirstWords)).")
    }

    private static let knownFirstWords =
        CommandSpecification.Name.allCases.filter { !$0.isHidden }.map(\.rawValue) + ["config", "--help", "--version"]

    private static func topic(_ words: [String]) throws(CommandFailure) -> HelpTopic {
        let words = words.joined(separator: " ")
        if words.isEmpty { return .overview }
        if let named = HelpTopic.named.first(where: { $0.word == words }) { return named.topic }
        if let name = CommandSpecification.Name(rawValue: words), !name.isHidden { return .command(name) }
        let known =
            HelpTopic.named.map(\.word) + CommandSpecification.Name.allCases.filter { !$0.isHidden }.map(\.rawValue)
        throw usage("There is no help on “\(words)”\(didYouMean(words, among: known)).")
    }

    private static func build(
        _ name: CommandSpecification.Name, _ options: ParsedOptions
    ) throws(CommandFailure) -> Command {
        let envFile = options["--env-file"]
        switch name {
        case .serve: return .serve(envFile: envFile)
        case .dev:
            return .dev(
                DevOptions(
                    listen: options["--listen"], state: options["--state"], reset: options.has("--reset"),
                    envFile: envFile))
        case .migrate:
            if options.has("--dry-run"), options.has("--status") {
                throw usage("“--dry-run” and “--status” exclude each other: give one of them.")
            }
            let mode: MigrateMode = options.has("--dry-run") ? .dryRun : options.has("--status") ? .status : .apply
            return .migrate(mode, envFile: envFile)
        case .configCheck: return .configCheck(database: options.has("--database"), envFile: envFile)
        case .version: return .version
        case .help, .supervise, .runAs: return .help(.overview)
        }
    }

    static func didYouMean(_ word: String, among candidates: [String]) -> String {
        Suggestion.nearest(to: word, among: candidates).map { "; did you mean “\($0)”?" } ?? ""
    }

    static func usage(_ message: String) -> CommandFailure {
        // A suggestion ends in a question mark of its own.
        let sentence = message.hasSuffix("?.") ? String(message.dropLast()) : message
        return CommandFailure(.usage, sentence)
    }
}
