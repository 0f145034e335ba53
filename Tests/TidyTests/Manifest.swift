import Foundation

/// The targets of Package.swift and what each depends on, read from its text: the manifest is written so plainly that
/// this is enough, and loading it properly would take the package manager.
struct Manifest {
    private(set) var dependencies: [String: [String]] = [:]

    init(text: String) throws {
        let code = text.replacing(/\/\/[^\n]*/, with: "")
        // library("A", ["B"]) and tests("ATests", ["A"]), where the brackets may be absent.
        for match in code.matches(of: /\b(?:library|tests)\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?/) {
            dependencies[String(match.1)] = Self.names(in: match.2)
        }
        // .executableTarget(name: "a", dependencies: ["B"], …) and .target(…).
        for match in code.matches(
            of: /\.(?:executableTarget|target)\(\s*name:\s*"([\w-]+)"(?:,\s*dependencies:\s*\[([^\]]*)\])?/)
        {
            dependencies[String(match.1)] = Self.names(in: match.2)
        }
        for match in code.matches(of: /\bsystem\(\s*"(\w+)"/) { dependencies[String(match.1)] = [] }
    }

    private static func names(in list: Substring?) -> [String] {
        list?.matches(of: /"([\w-]+)"/).map { String($0.1) } ?? []
    }
}
