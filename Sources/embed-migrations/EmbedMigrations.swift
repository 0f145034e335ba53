import FoundationEssentials

/// `embed-migrations FOLDER OUTPUT` writes a Swift source that holds every migration of the folder.
///
/// It refuses names that are not `NNNN_words.sql` and numbers that do not run from 0001 without a gap, so that a
/// mistake is a failed build and not a failed deployment.
@main
struct EmbedMigrations {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { throw Refusal("usage: embed-migrations FOLDER OUTPUT") }
        let source = Data(Self.source(of: arguments[1]).utf8)
        // An unchanged file keeps its time, so that nothing is compiled again for it.
        let output = URL(filePath: arguments[2])
        if (try? Data(contentsOf: output)) != source { try source.write(to: output, options: .atomic) }
    }

    /// What cannot be embedded becomes a source that cannot be compiled, and says why where compilers say it.
    private static func source(of folder: String) -> String {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            let migrations = try names.filter { !$0.hasPrefix(".") }.enumerated().map { index, name in
                try EmbeddedFile(name: name, path: folder + "/" + name, expected: index + 1)
            }
            return EmbeddedFile.source(of: migrations)
        } catch {
            let sentence = "\(error)".filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
            return "#error(\"Migrations/\(sentence)\")\n"
        }
    }
}

/// Why the build stops.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
