import Foundation

/// Rules about the Markdown documents: what they point at exists.
enum DocumentRules {
    /// Relative links, with their fragments left aside.
    static func deadLinks(in files: [TextFile], exists: (String) -> Bool) -> [Finding] {
        files.flatMap { file -> [Finding] in
            file.lines.enumerated().flatMap { index, line -> [Finding] in
                line.matches(of: /\]\(([^)\s]+)\)/).compactMap { match in
                    let target = match.1.split(separator: "#", omittingEmptySubsequences: false)[0]
                    if target.isEmpty || target.contains(":") { return nil }
                    guard !exists(resolve(target, from: file)) else { return nil }
                    return Finding(path: file.path, line: index + 1, message: "links to \(target), which is not there")
                }
            }
        }
    }

    /// Files named in code spans, for example `docs/operations.md`: whatever begins with one of `folders`.
    static func deadReferences(
        in files: [TextFile], folders: Set<String>, exists: (String) -> Bool
    ) -> [Finding] {
        files.flatMap { file -> [Finding] in
            file.lines.enumerated().flatMap { index, line -> [Finding] in
                line.matches(of: /`([\w.-]+)(\/[\w.\/+-]*)`/).compactMap { match in
                    let path = String(match.1 + match.2)
                    guard folders.contains(String(match.1)), !exists(path) else { return nil }
                    return Finding(path: file.path, line: index + 1, message: "names \(path), which is not there")
                }
            }
        }
    }

    /// Fenced `make x` commands exist in the Makefile.
    static func deadCommands(in files: [TextFile], makefile: TextFile) -> [Finding] {
        let targets = Set(makefile.text.matches(of: /(?m)^([a-z-]+):/).map { String($0.1) })
        return files.flatMap { file -> [Finding] in
            file.lines.enumerated().flatMap { index, line -> [Finding] in
                line.matches(of: /(?:^|`|\$ )make ([a-z-]+)/).compactMap { match in
                    guard !targets.contains(String(match.1)) else { return nil }
                    return Finding(path: file.path, line: index + 1, message: "the Makefile has no \(match.1)")
                }
            }
        }
    }

    private static func resolve(_ target: Substring, from file: TextFile) -> String {
        if target.hasPrefix("/") { return String(target.dropFirst()) }
        var folders = file.folders
        for component in target.split(separator: "/") {
            switch component {
            case ".": continue
            case "..": _ = folders.popLast()
            default: folders.append(component)
            }
        }
        return folders.joined(separator: "/")
    }
}
