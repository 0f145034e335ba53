/// Rules about what may stand in a Swift source. Each is a pure function from files to findings.
enum SourceRules {
    /// Nothing in a source may turn an error into a crash, and only start-up may end the process or use the terminal.
    static func forbiddenConstructs(in files: [TextFile], startUp: Set<String> = []) throws -> [Finding] {
        let declaration = "(class|struct|enum|protocol|extension|func|var|let|init|static|actor|typealias)"
        let everywhere = [
            try Pattern(#"\btry!"#, "try! turns an error into a crash"),
            try Pattern(#"\bas!"#, "as! turns a surprise into a crash"),
            try Pattern(#"\b(public|open)[ \t]+(final[ \t]+)?"# + declaration + #"\b"#, "package access is enough"),
        ]
        let libraries = [
            try Pattern(#"\bfatalError\s*\("#, "only start-up may give up"),
            try Pattern(#"(?<![.\w])(?<!func )(debugPrint|print|dump)\s*\("#, "the log is for this, not the terminal"),
            try Pattern(
                #"((?<![.\w])(?<!func )|\b(Glibc|Darwin)\.)_?(exit|abort)\s*\("#, "only start-up may end the process"),
        ]
        return files.flatMap { file in
            let patterns = startUp.contains(file.path) ? everywhere : everywhere + libraries
            return patterns.flatMap { $0.findings(in: file.code, of: file.path) }
        }
    }

    /// Work that is not done belongs in the tracker, where it is seen.
    static func unfinishedWork(in files: [TextFile]) throws -> [Finding] {
        // Written apart so that this file does not find itself.
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X"].joined(separator: "|")
        let pattern = try Pattern(#"\b("# + words + #")\b"#, "finish it or file it")
        return files.flatMap { pattern.findings(in: $0.text, of: $0.path) }
    }

    /// Services and tests wait for events and loop timers, never for the wall clock.
    static func sleeping(in files: [TextFile]) throws -> [Finding] {
        let pattern = try Pattern(
            #"\b(Task|Thread)\.sleep\b|(?<![.\w])(?<!func )(sleep|usleep|nanosleep)\s*\("#,
            "wait for an event, or use a loop timer with a manual clock")
        return files.flatMap { pattern.findings(in: $0.code, of: $0.path) }
    }

    /// Values travel as parameters. Files that have to spell an identifier (LISTEN takes no parameter) are exceptions.
    static func interpolatedSQL(in files: [TextFile], exceptions: Set<String> = []) throws -> [Finding] {
        let verbs = "SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|TRUNCATE|COPY|SET|UN?LISTEN|NOTIFY"
        let pattern = try Pattern(#""[ \t]*("# + verbs + #")\s[^"\n]*\\\("#, "values go into SQL as parameters")
        return files.filter { !exceptions.contains($0.path) }.flatMap { pattern.findings(in: $0.text, of: $0.path) }
    }

    /// Whoever switches the compiler's checking off says why that is sound, directly above.
    static func unexplainedUnsafety(in files: [TextFile]) -> [Finding] {
        files.flatMap { file in
            let lines = file.lines
            return file.codeLines.enumerated().compactMap { index, code -> Finding? in
                guard code.contains("@unchecked Sendable") || code.contains("nonisolated(unsafe)"),
                    wordsOfComment(above: index, in: lines) < 5
                else { return nil }
                return Finding(
                    path: file.path, line: index + 1,
                    message: "a comment sentence directly above has to say why this is sound")
            }
        }
    }

    /// Every type at file level says in a sentence what it is for.
    static func undocumentedTypes(in files: [TextFile]) throws -> [Finding] {
        let declaration = try Pattern(
            #"^((package|private|fileprivate|internal|final|indirect)\s+)*(struct|class|enum|actor|protocol)\s+\w"#,
            "a /// sentence has to say what this type is for")
        return files.flatMap { file in
            let lines = file.lines
            return declaration.findings(in: file.code, of: file.path).filter { finding in
                let above = lines[..<(finding.line - 1)].last { !$0.trimmingSpaces.hasPrefix("@") }
                return above?.trimmingSpaces.hasPrefix("///") != true
            }
        }
    }

    /// How many words of comment stand in the lines above, with attributes in between not counted.
    private static func wordsOfComment(above index: Int, in lines: [Substring]) -> Int {
        var words = 0
        for line in lines[..<index].reversed().map(\.trimmingSpaces) {
            if line.hasPrefix("//") {
                words += line.split(separator: " ").count { $0.contains(where: \.isLetter) }
            } else if !line.hasPrefix("@") {
                break
            }
        }
        return words
    }
}
