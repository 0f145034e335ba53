/// Rules that hold the published contract and the sources together.
enum ContractRules {
    /// The `code`s of the contract: the members of the list below `ErrorCode:`.
    static func documentedCodes(in contract: TextFile) -> Set<String> {
        let lines = linesOfCodes(in: contract)
        guard let list = lines.firstIndex(where: { $0.trimmingSpaces == "enum:" }) else { return [] }
        let items = lines[(list + 1)...].prefix { $0.trimmingSpaces.hasPrefix("- ") }
        return Set(items.map { String($0.trimmingSpaces.dropFirst(2)) })
    }

    /// From the schema of the codes on.
    private static func linesOfCodes(in contract: TextFile) -> [String] {
        Array(contract.lines.map(String.init).drop { !$0.hasSuffix(" ErrorCode:") })
    }

    /// Every code that a source gives an error is one that clients can look up.
    static func undocumentedCodes(in files: [TextFile], documented: Set<String>) -> [Finding] {
        files.flatMap { file -> [Finding] in
            file.lines.enumerated().flatMap { index, line -> [Finding] in
                // Most lines hold no quote, and a regular expression is not free.
                guard line.utf8.contains(UInt8(ascii: "\"")) else { return [] }
                return line.matches(of: /(?:\bcode: (?:String = )?|\.query\(\s*)"([a-z]+(?:_[a-z]+)*)"/).compactMap {
                    match in
                    guard !documented.contains(String(match.1)) else { return nil }
                    return Finding(path: file.path, line: index + 1, message: "openapi.yaml does not list \(match.1)")
                }
            }
        }
    }

    /// The table that explains the codes has a row for each.
    static func unexplainedCodes(in contract: TextFile, documented: Set<String>) -> [Finding] {
        let table = linesOfCodes(in: contract).prefix { $0.trimmingSpaces != "enum:" }.joined(separator: "\n")
        let explained = Set(table.matches(of: /\| `([a-z_]+)` \|/).map { String($0.1) })
        return documented.symmetricDifference(explained).sorted().map {
            Finding(
                path: contract.path, line: 1, message: "\($0) is in the list of codes or in their table, not in both")
        }
    }

    /// Nobody is told to expect a code that no source can give.
    static func unusedCodes(in files: [TextFile], documented: Set<String>, contract: TextFile) -> [Finding] {
        let used = files.reduce(into: Set<String>()) { used, file in
            for match in file.text.matches(of: /"([a-z]+(?:_[a-z]+)*)"/) { used.insert(String(match.1)) }
        }
        return documented.subtracting(used).sorted().map {
            Finding(path: contract.path, line: 1, message: "\($0) is a code that no source has")
        }
    }
}
