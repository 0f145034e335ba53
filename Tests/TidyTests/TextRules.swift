/// Rules about every text file, whatever its language.
enum TextRules {
    static let maximumLines = 400

    static func length(of files: [TextFile], exceptions: Set<String> = []) -> [Finding] {
        files.filter { !exceptions.contains($0.path) }.compactMap { file in
            let count = file.lines.count - (file.text.utf8.last == UInt8(ascii: "\n") ? 1 : 0)
            guard count > maximumLines else { return nil }
            return Finding(path: file.path, line: count, message: "\(count) lines: split it by what it holds")
        }
    }

    static func whitespace(in files: [TextFile]) throws -> [Finding] {
        let trailing = try Pattern(#"[ \t\r](?=\n)"#, "white space at the end of the line")
        return files.flatMap { file -> [Finding] in
            let findings = trailing.findings(in: file.text, of: file.path)
            if file.text.isEmpty || file.text.utf8.last == UInt8(ascii: "\n") { return findings }
            return findings + [Finding(path: file.path, line: file.lines.count, message: "no line break at the end")]
        }
    }

    /// Names that say nothing about what a file holds.
    static func emptyNames(in files: [TextFile]) -> [Finding] {
        let empty = ["Manager", "Utils", "Utilities", "Helper", "Helpers", "Common", "Misc"]
        return files.compactMap { file in
            let stem = file.name.split(separator: ".").first.map(String.init) ?? file.name
            let parts = stem.split(separator: "+").map(String.init)
            guard let word = empty.first(where: { word in parts.contains { $0.hasSuffix(word) } }) else { return nil }
            return Finding(path: file.path, line: 1, message: "\(word) names no content")
        }
    }

    /// Paths that exist on one machine only.
    static func machinePaths(in files: [TextFile]) throws -> [Finding] {
        // Written apart so that this file does not find itself.
        let folders = ["home", "Users", "root", "work"].map { "/" + $0 }.joined(separator: "|")
        let pattern = try Pattern(
            #"(?<![\w.}\])/:*-])("# + folders + #")/[\w.-]"#, "this path exists on one machine only")
        return files.flatMap { pattern.findings(in: $0.text, of: $0.path) }
    }

    /// `Migrations/NNNN_name.sql`, numbered from 0001 without a gap.
    static func migrationNames(_ paths: [String]) throws -> [Finding] {
        let shape = try Pattern(#"^Migrations/\d{4}_[a-z0-9]+(_[a-z0-9]+)*\.sql$"#, "")
        return paths.sorted().enumerated().flatMap { index, path -> [Finding] in
            guard shape.findings(in: path, of: path).count == 1 else {
                return [Finding(path: path, line: 1, message: "a migration is named NNNN_words.sql")]
            }
            let number = path.dropFirst("Migrations/".count).prefix(4)
            guard Int(number) != index + 1 else { return [] }
            return [Finding(path: path, line: 1, message: "number \(number) comes where \(index + 1) should")]
        }
    }
}
