/// What `till config check` prints, and how problems are told.
enum ConfigurationReport {
    /// Every variable, the value in force and where it came from.
    static func effective(_ reading: ConfigurationReading) -> String {
        let rows = Variable.all.map { variable in
            (name: variable.name, value: variable.show(reading.configuration), source: reading.source(of: variable))
        }
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let valueWidth = rows.map(\.value.count).max() ?? 0
        return rows.map { row in
            "\(pad(row.name, nameWidth))  \(pad(row.value, valueWidth))  \(row.source)\n"
        }.joined()
    }

    /// All problems at once, as one failure.
    static func failure(_ problems: [String]) -> CommandFailure? {
        guard !problems.isEmpty else { return nil }
        let count = problems.count == 1 ? "a problem" : "\(problems.count) problems"
        let list = problems.map { "  - \($0)" }.joined(separator: "\n")
        return CommandFailure(
            .configuration,
            "The configuration has \(count):\n\(list)\n“till help config” explains every variable.")
    }

    /// The variables as a Markdown table, for the documentation.
    static var markdown: String {
        var text = "| variable | value | default | what it decides |\n|---|---|---|---|\n"
        for variable in Variable.all {
            let standard = variable.standard.map { "`\($0)`" } ?? "–"
            let secret = variable.isSecret ? " (secret)" : ""
            text += "| `\(variable.name)` | \(variable.form)\(secret) | \(standard) | \(variable.summary) |\n"
        }
        return text
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
