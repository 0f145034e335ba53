import Testing

@Suite("Layer rules")
struct LayerRulesTests {
    private let layers: [Set<String>] = [["C"], ["Low", "Beside"], ["High"]]

    @Test func theManifestIsRead() throws {
        let text = """
            library("Low", ["C"]), library("Plain"), // library("Gone", ["C"])
            library("High", ["Low"], plugins: ["P"]),
            .executableTarget(
                name: "tool-a",
                dependencies: ["High", "Low"],
                swiftSettings: settings),
            .executableTarget(name: "tool-b", swiftSettings: settings),
            system("C", pkgConfig: "c", apt: "c-dev", brew: "c"),
            tests("LowTests", ["Low", "TestSupport"]),
            """
        let expected = [
            "Low": ["C"], "Plain": [], "High": ["Low"], "tool-a": ["High", "Low"], "tool-b": [], "C": [],
            "LowTests": ["Low", "TestSupport"],
        ]
        #expect(try Manifest(text: text).dependencies == expected)
    }

    @Test func upwardAndSidewardDependenciesBite() {
        func findings(_ dependencies: [String: [String]]) -> Int {
            LayerRules.upwardDependencies(dependencies, layers: layers).count
        }
        #expect(findings(["High": ["Low", "C"], "Low": ["C"]]) == 0)
        #expect(findings(["Low": ["High"]]) == 1)
        #expect(findings(["Low": ["Beside"]]) == 1)
        #expect(findings(["Low": ["Elsewhere"]]) == 1)
    }

    @Test func unplacedTargetsBite() {
        let files = [source("", in: "Low"), source("", in: "Stray"), source("", in: "tool")]
        let findings = LayerRules.unplacedTargets(in: files, tools: ["tool"], layers: layers)
        #expect(findings.map(\.path) == ["Sources/Stray"])
    }

    @Test func undeclaredImportsBite() throws {
        let file = source(
            "import Low\npackage import C\nimport struct High.A\n// import Stray\nimport Glibc", in: "High")
        #expect(try LayerRules.undeclaredImports(in: [file], dependencies: ["High": ["Low", "C", "High"]]) == [])
        #expect(try LayerRules.undeclaredImports(in: [file], dependencies: ["High": ["Low"]]).map(\.line) == [2, 3])
    }

    @Test func impureImportsBite() throws {
        let files = [
            source("import CLibpq\nimport Foundation\nimport Money", in: "Rules"), source("import Glibc", in: "Shell"),
        ]
        #expect(try LayerRules.impureImports(in: files, pure: ["Rules", "Money"]).map(\.line) == [1, 2])
    }

    private func source(_ text: String, in target: String) -> TextFile {
        TextFile(path: "Sources/\(target)/Sample.swift", text: text)
    }
}
