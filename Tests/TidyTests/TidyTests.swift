import Testing

/// The rules, applied to this working copy. Formatting is `make lint`'s, because the formatter is a program of its own.
@Suite("This repository")
struct TidyTests {
    private let repository: Repository

    init() throws { repository = try Repository.current.get() }

    /// Entry points: they may end the process.
    private let startUp: Set<String> = ["Sources/till/Till.swift"]

    @Test func theRepositoryIsFound() {
        #expect(repository.exists("Package.swift"))
        #expect(repository.swiftSources.count >= 8)
        #expect(startUp.allSatisfy(repository.exists), "an exception outlived its file")
    }

    @Test func sourcesHoldNoForbiddenConstructs() throws {
        expectNone(try SourceRules.forbiddenConstructs(in: repository.swiftSources, startUp: startUp))
    }

    @Test func workIsFinished() throws {
        expectNone(try SourceRules.unfinishedWork(in: repository.files))
    }

    @Test func nothingSleeps() throws {
        expectNone(try SourceRules.sleeping(in: repository.files(below: "Sources", "Tests").filter(\.isSwift)))
    }

    @Test func switchedOffCheckingIsExplained() {
        expectNone(SourceRules.unexplainedUnsafety(in: repository.files.filter(\.isSwift)))
    }

    @Test func typesAreDocumented() throws {
        expectNone(try SourceRules.undocumentedTypes(in: repository.swiftSources))
    }

    @Test func sqlIsNotInterpolated() throws {
        expectNone(try SourceRules.interpolatedSQL(in: repository.swiftSources))
    }

    @Test func dependenciesPointDown() throws {
        let dependencies = try manifest().dependencies
        expectNone(LayerRules.upwardDependencies(dependencies))
        expectNone(LayerRules.unplacedTargets(in: repository.swiftSources, tools: ["embed-migrations"]))
        expectNone(try LayerRules.undeclaredImports(in: repository.swiftSources, dependencies: dependencies))
    }

    @Test func theContributorsPageDrawsEveryTarget() throws {
        let page = try #require(repository.files.first { $0.path == "CONTRIBUTING.md" })
        let targets = Set(repository.swiftSources.compactMap { $0.folders.dropFirst().first.map(String.init) })
        let missing = targets.subtracting(["embed-migrations"]).filter { !page.text.contains($0) }
        #expect(missing == [], "CONTRIBUTING.md draws every target and says what it is for")
    }

    @Test func pureTargetsStayPure() throws {
        expectNone(try LayerRules.impureImports(in: repository.swiftSources))
    }

    @Test func filesAreShort() {
        let written = repository.files.filter { $0.isSwift || $0.path.hasSuffix(".sql") || $0.path.hasSuffix(".py") }
        // A table of cases is one thing, however long.
        let tables: Set<String> = ["Tests/TestSupport/MalformedRequests.swift"]
        #expect(tables.allSatisfy(repository.exists), "an exception outlived its file")
        expectNone(TextRules.length(of: written, exceptions: tables))
    }

    @Test func linesEndCleanly() throws {
        expectNone(try TextRules.whitespace(in: repository.files.filter { !$0.path.hasPrefix("Tests/Fuzz/Corpus/") }))
    }

    @Test func filesAreNamedByWhatTheyHold() {
        expectNone(TextRules.emptyNames(in: repository.files))
    }

    @Test func nothingNamesOneMachine() throws {
        expectNone(try TextRules.machinePaths(in: repository.files))
    }

    @Test func migrationsAreNumbered() throws {
        expectNone(try TextRules.migrationNames(repository.files(below: "Migrations").map(\.path)))
    }

    @Test func documentsPointAtWhatExists() throws {
        let documents = repository.files.filter { $0.path.hasSuffix(".md") }
        let folders = Set(repository.files.compactMap { $0.folders.first.map(String.init) })
        let makefile = try #require(repository.files.first { $0.path == "Makefile" })
        expectNone(DocumentRules.deadLinks(in: documents, exists: repository.exists))
        expectNone(DocumentRules.deadReferences(in: documents, folders: folders, exists: repository.exists))
        expectNone(DocumentRules.deadCommands(in: documents, makefile: makefile))
    }

    @Test func errorCodesArePublished() throws {
        let contract = try #require(repository.files.first { $0.path == "openapi.yaml" })
        let documented = ContractRules.documentedCodes(in: contract)
        #expect(documented.count > 10)
        // The simulator's codes are Stripe's, not ours.
        let sources = repository.swiftSources.filter { !$0.path.hasPrefix("Sources/Simulator/") }
        expectNone(ContractRules.undocumentedCodes(in: sources, documented: documented))
        expectNone(ContractRules.unexplainedCodes(in: contract, documented: documented))
        let own = sources.filter { !$0.path.hasPrefix("Sources/Stripe/") }
        expectNone(ContractRules.unusedCodes(in: own, documented: documented, contract: contract))
    }

    private func manifest() throws -> Manifest {
        try Manifest(text: try #require(repository.files.first { $0.path == "Package.swift" }).text)
    }

    private func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
        let list = findings.map(\.description).joined(separator: "\n")
        #expect(findings.isEmpty, Comment(rawValue: "\n" + list), sourceLocation: sourceLocation)
    }
}
