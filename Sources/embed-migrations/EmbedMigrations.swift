import FoundationEssentials

/// `embed-migrations OUTPUT FILE…` writes a Swift source holding each file's name and text.
@main
struct EmbedMigrations {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let output = arguments.first else { return }
        var source = "enum EmbeddedMigrations {\n    static let files: [(name: String, sql: String)] = [\n"
        for path in arguments.dropFirst() {
            let sql = try String(contentsOfFile: path, encoding: .utf8)
            let name = path.split(separator: "/").last.map(String.init) ?? path
            source += "        (\(name.debugDescription), \(sql.debugDescription)),\n"
        }
        source += "    ]\n}\n"
        try source.write(toFile: output, atomically: true, encoding: .utf8)
    }
}
