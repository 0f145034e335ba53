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
        let folder = arguments[1]
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let migrations = try names.filter { !$0.hasPrefix(".") }.enumerated().map { index, name in
            try EmbeddedFile(name: name, path: folder + "/" + name, expected: index + 1)
        }
        let source = Data(EmbeddedFile.source(of: migrations).utf8)
        // An unchanged file keeps its time, so that nothing is compiled again for it.
        let output = URL(filePath: arguments[2])
        if (try? Data(contentsOf: output)) != source { try source.write(to: output, options: .atomic) }
    }
}

/// Why the build stops.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
