/// Turns the words after `till` into a command, or says what is wrong with them.
enum CommandLineParser {
    static func parse(_ arguments: [String]) throws(CommandFailure) -> Command {
        guard let first = arguments.first else { return .help(.overview) }
        switch first {
        case "--help", "-h": return .help(.overview)
        case "--version", "-V": return .version
        default: break
        }
        guard let (name, rest) = command(arguments) else { return try group(arguments) }
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
    private static func command(_ arguments: [String]) -> (CommandSpecification.Name, ArraySlice<String>)? {
        for length in [2, 1] where arguments.count >= length {
            let words = arguments.prefix(length).joined(separator: " ")
            if let name = CommandSpecification.Name(rawValue: words) { return (name, arguments.dropFirst(length)) }
        }
        return nil
    }

    /// What becomes of words that are no command: perhaps they begin one.
    private static func group(_ arguments: [String]) throws(CommandFailure) -> Command {
        let word = arguments[0]
        let names = CommandSpecification.Name.allCases.filter { $0.group == word }
        let members = names.map(\.rawValue)
        if let first = names.first {
            if arguments.dropFirst().contains(where: { $0 == "--help" || $0 == "-h" }) {
                return .help(names.count == 1 ? .command(first) : .group(word))
            }
            if arguments.count > 1, !arguments[1].hasPrefix("-") {
                let words = "\(word) \(arguments[1])"
                throw usage("There is no command “\(words)”\(didYouMean(words, among: members)).")
            }
            let list = members.map { "“till \($0)”" }.joined(separator: ", ")
            throw usage("“till \(word)” needs a word more: try \(list).")
        }
        let kind = word.hasPrefix("-") ? "option" : "command"
        throw usage("There is no \(kind) “\(word)”\(didYouMean(word, among: knownFirstWords)).")
    }

    private static let groups = Set(CommandSpecification.Name.allCases.compactMap(\.group)).sorted()

    private static let knownFirstWords =
        CommandSpecification.Name.allCases.filter { !$0.isHidden }.map(\.rawValue) + groups
        + ["--help", "--version"]

    private static func topic(_ words: [String]) throws(CommandFailure) -> HelpTopic {
        let words = words.joined(separator: " ")
        if words.isEmpty { return .overview }
        if let named = HelpTopic.named.first(where: { $0.word == words }) { return named.topic }
        if let name = CommandSpecification.Name(rawValue: words), !name.isHidden { return .command(name) }
        if groups.contains(words) { return .group(words) }
        let known =
            HelpTopic.named.map(\.word) + groups
            + CommandSpecification.Name.allCases.filter { !$0.isHidden }.map(\.rawValue)
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
        case .reconcile: return .reconcile(try ReconcileOptions(options))
        case .simulate: return .simulate(try SimulateOptions(options))
        case .help, .supervise, .runAs: return .help(.overview)
        case .orgCreate, .orgUpdate, .orgList, .keysCreate, .keysList, .keysRevoke, .productsCreate, .productsAddPrice,
            .productsList, .pricesSync, .reviewsList, .reviewsShow, .reviewsResolve, .eventsReplay:
            return .administer(
                try AdministrativeAct(name, options),
                AdministrationOptions(json: options.has("--json"), envFile: envFile))
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
