/// Writes the help texts from the tables of commands, variables and exit codes.
enum Help {
    static func text(on topic: HelpTopic) -> String {
        switch topic {
        case .overview: overview
        case .command(let name): command(.named(name))
        case .group(let word): group(word)
        case .configuration: configuration
        case .exitCodes: exitCodes
        }
    }

    private static var overview: String {
        let commands = CommandSpecification.Name.allCases.filter { !$0.isHidden }.map(CommandSpecification.named)
        return """
            Till is a self-hosted checkout service.

            Usage: till COMMAND [OPTIONS]

            \(columns(commands.map { (usageName($0), $0.summary) }))

            “till COMMAND --help” tells more. To look around, with nothing but PostgreSQL installed: till dev

            """
    }

    private static func group(_ word: String) -> String {
        let commands = CommandSpecification.Name.allCases.filter { $0.group == word }.map(CommandSpecification.named)
        return
            "\(columns(commands.map { ("till " + usageName($0), $0.summary) }))\n\n“till COMMAND --help” tells more.\n"
    }

    private static func command(_ command: CommandSpecification) -> String {
        var words = ["till", command.name.rawValue]
        if !command.options.isEmpty { words.append("[OPTIONS]") }
        if let operands = command.operands { words.append(operands) }
        var text = "\(command.summary)\n\nUsage: \(words.joined(separator: " "))\n"
        if !command.discussion.isEmpty { text += "\n\(command.discussion)\n" }
        let options = command.options + [.init(name: "--help", value: nil, summary: "Print this.")]
        let rows = options.map { option in
            (option.name + (option.value.map { " \($0)" } ?? ""), option.summary)
        }
        return text + "\n\(columns(rows))\n"
    }

    private static var configuration: String {
        var text = """
            Configuration comes from the environment, and from the file given with --env-file, where the environment
            says nothing. An empty value counts as not given. “till config check” prints what is in force.


            """
        for variable in Variable.all {
            let marks = [
                variable.form, variable.standard.map { "default \($0)" } ?? "no default",
                variable.isSecret ? "secret" : nil,
            ]
            text += "\(variable.name)  (\(marks.compactMap(\.self).joined(separator: "; ")))\n"
            text += "    \(variable.summary)\n\n"
        }
        return text + """
            The env file holds lines of NAME=value; “export ” before them, comments from “#”, and 'single' or "double"
            quotes are understood. Its PG… variables are handed to libpq.

            """
    }

    private static var exitCodes: String {
        let rows = ExitCode.allCases.map { (String($0.rawValue), $0.meaning) }
        return
            "Exit codes\n\n\(columns(rows))\n\nA second SIGINT or SIGTERM ends the process at once, with 128 + the signal.\n"
    }

    private static func usageName(_ command: CommandSpecification) -> String {
        [command.name.rawValue, command.operands].compactMap(\.self).joined(separator: " ")
    }

    /// Two columns, the second lined up.
    static func columns(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { row in
            "  " + row.0 + String(repeating: " ", count: width - row.0.count + 3) + row.1
        }.joined(separator: "\n")
    }
}
