/// A configuration as it was found: values, where each came from, and all that is wrong with it.
struct ConfigurationReading: Sendable {
    /// Where a value came from.
    enum Source: Equatable, Sendable, CustomStringConvertible {
        case standard
        case environment
        case file(String, line: Int)
        case option(String)

        var description: String {
            switch self {
            case .standard: "default"
            case .environment: "environment"
            case .file(let path, let line): "\(path):\(line)"
            case .option(let name): name
            }
        }
    }

    var configuration = Configuration()
    var sources: [String: Source] = [:]
    /// Sentences about what must be mended before anything starts.
    var problems: [String] = []
    /// Sentences about what is probably a slip.
    var warnings: [String] = []

    func source(of variable: Variable) -> Source { sources[variable.name] ?? .standard }
}

/// Reads a configuration from the environment and, where that says nothing, from an env file.
enum ConfigurationReader {
    static func read(
        environment: [String: String], file: EnvironmentFile? = nil, path: String = "",
        requiring needs: ConfigurationNeeds = []
    ) -> ConfigurationReading {
        var reading = ConfigurationReading()
        reading.problems = file?.problems ?? []
        let entries = Dictionary((file?.entries ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        for variable in Variable.all {
            if let value = environment[variable.name], !value.isEmpty {
                reading.take(value, for: variable, from: .environment)
            } else if let entry = entries[variable.name], !entry.value.isEmpty {
                reading.take(entry.value, for: variable, from: .file(path, line: entry.line))
            }
        }
        reading.problems += Variable.contradictions(in: reading.configuration)
        reading.problems += needs.problems(in: reading)
        reading.warnings += reading.configuration.stripe.warnings
        reading.warnAboutUnknown(environment.keys.sorted().map { ($0, .environment) })
        reading.warnAboutUnknown((file?.entries ?? []).map { ($0.name, .file(path, line: $0.line)) })
        return reading
    }
}

extension ConfigurationReading {
    /// Reads one value; a command-line option that stands for a variable comes through here as well.
    mutating func take(_ value: String, for variable: Variable, from source: Source) {
        sources[variable.name] = source
        do throws(Expectation) {
            try variable.read(value.trimmed, &configuration)
        } catch {
            let name = if case .option(let option) = source { option } else { variable.name }
            let place = if case .file = source { " (\(source))" } else { "" }
            // A secret may also stand where none belongs.
            let isQuotable = !variable.isSecret && Redaction.scrub(value) == value
            let given = isQuotable ? "is “\(value)”" : "is not something that can be used"
            problems.append("\(name)\(place) \(given): \(error.advice).")
        }
    }

    fileprivate mutating func warnAboutUnknown(_ names: [(name: String, source: Source)]) {
        let known = Variable.all.map(\.name)
        let ours = ["TILL_", "STRIPE_"]
        for (name, source) in names where ours.contains(where: name.hasPrefix) && !known.contains(name) {
            let hint = CommandLineParser.didYouMean(name, among: known)
            let place = if case .file = source { " (\(source))" } else { "" }
            warnings.append(
                "\(name)\(place) is not a variable that Till knows and has no effect\(hint.isEmpty ? "." : hint)")
        }
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        var text = self[...].drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
