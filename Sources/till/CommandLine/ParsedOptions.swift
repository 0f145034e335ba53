/// The options of one command line, checked against what the command knows.
struct ParsedOptions {
    private var values: [String: [String]] = [:]
    private var switches: Set<String> = []
    private(set) var operands: [String] = []

    subscript(_ name: String) -> String? { values[name]?.first }
    func all(_ name: String) -> [String] { values[name] ?? [] }
    func has(_ name: String) -> Bool { switches.contains(name) }

    init(_ arguments: ArraySlice<String>, of command: CommandSpecification) throws(CommandFailure) {
        var rest = arguments
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else {
                try take(operand: word, of: command)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0]
            guard let option = command.options.first(where: { $0.name == name }) else {
                throw Self.unknown(name, in: command)
            }
            if !option.isRepeatable, values[name] != nil || switches.contains(name) {
                throw CommandLineParser.usage("“\(name)” was given twice: give it once.")
            }
            try take(option, attached: parts.count == 2 ? parts[1] : nil, rest: &rest)
        }
        if let count = command.operandCount, operands.count < count {
            throw CommandLineParser.usage(
                "“till \(command.name.rawValue)” needs a word more: till \(command.name.rawValue) \(command.operands ?? "")."
            )
        }
    }

    private mutating func take(operand: String, of command: CommandSpecification) throws(CommandFailure) {
        guard let count = command.operandCount, operands.count < count else {
            throw CommandLineParser.usage("“till \(command.name.rawValue)” takes no “\(operand)”.")
        }
        operands.append(operand)
    }

    private mutating func take(
        _ option: CommandSpecification.Option, attached: String?, rest: inout ArraySlice<String>
    ) throws(CommandFailure) {
        guard let placeholder = option.value else {
            guard attached == nil else { throw CommandLineParser.usage("“\(option.name)” takes no value.") }
            switches.insert(option.name)
            return
        }
        let next = rest.first.flatMap { $0.hasPrefix("--") ? nil : $0 }
        guard let value = attached ?? next, !value.isEmpty else {
            throw CommandLineParser.usage("“\(option.name)” needs a value: \(option.name) \(placeholder).")
        }
        if attached == nil { rest.removeFirst() }
        values[option.name, default: []].append(value)
    }

    private static func unknown(_ name: String, in command: CommandSpecification) -> CommandFailure {
        let known = command.options.map(\.name) + ["--help"]
        let hint = CommandLineParser.didYouMean(name, among: known)
        return CommandLineParser.usage("“till \(command.name.rawValue)” has no option “\(name)”\(hint).")
    }
}
