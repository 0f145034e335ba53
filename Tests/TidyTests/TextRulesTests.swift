import Testing

@Suite("Text rules")
struct TextRulesTests {
    @Test func lengthBitesOneLineOverTheLimit() {
        let limit = TextRules.maximumLines
        let atLimit = file(String(repeating: "a\n", count: limit))
        let over = file(String(repeating: "a\n", count: limit + 1))
        #expect(TextRules.length(of: [atLimit]) == [])
        #expect(TextRules.length(of: [over]).map(\.line) == [limit + 1])
        #expect(TextRules.length(of: [over], exceptions: [over.path]) == [])
    }

    @Test func whitespaceBites() throws {
        #expect(try TextRules.whitespace(in: [file("a \nb\n")]).map(\.line) == [1])
        #expect(try TextRules.whitespace(in: [file("a\r\nb\n")]).map(\.line) == [1])
        #expect(try TextRules.whitespace(in: [file("a\n\t\nb\n")]).map(\.line) == [2])
        #expect(try TextRules.whitespace(in: [file("a\nb")]).map(\.line) == [2])
        #expect(try TextRules.whitespace(in: [file("a\n\n  b\n"), file("")]) == [])
    }

    @Test(arguments: ["StringUtils.swift", "PoolManager.swift", "Common.swift", "Array+Helpers.swift"])
    func emptyNamesBite(name: String) {
        #expect(TextRules.emptyNames(in: [TextFile(path: "Sources/A/\(name)", text: "")]).count == 1)
    }

    @Test(arguments: ["Pool.swift", "Array+Chunks.swift", "Managed.swift", "CommonMark.swift"])
    func tellingNamesAreSpared(name: String) {
        #expect(TextRules.emptyNames(in: [TextFile(path: "Sources/A/\(name)", text: "")]) == [])
    }

    @Test(arguments: ["home/me/till", "Users/me/till", "root/x", "work/x"])
    func machinePathsBite(path: String) throws {
        #expect(try TextRules.machinePaths(in: [file("see /\(path)\n")]).count == 1)
    }

    @Test(arguments: ["GET /v1/home/x", "https://example.com/root/x", "the /root of it", "a/work/b", "/usr/lib/x"])
    func otherPathsAreSpared(text: String) throws {
        #expect(try TextRules.machinePaths(in: [file(text)]) == [])
    }

    @Test func migrationNamesBite() throws {
        let wrong = ["Migrations/1_a.sql", "Migrations/0001-a.sql", "Migrations/0001_A.sql", "Migrations/0001_a_.sql"]
        #expect(try wrong.allSatisfy { try TextRules.migrationNames([$0]).count == 1 })
        let gap = ["Migrations/0001_a.sql", "Migrations/0003_c.sql"]
        #expect(try TextRules.migrationNames(gap).map(\.path) == ["Migrations/0003_c.sql"])
        let twice = ["Migrations/0001_a.sql", "Migrations/0001_b.sql"]
        #expect(try TextRules.migrationNames(twice).map(\.path) == ["Migrations/0001_b.sql"])
    }

    @Test func contiguousMigrationsAreSpared() throws {
        #expect(try TextRules.migrationNames(["Migrations/0002_b_c.sql", "Migrations/0001_a2.sql"]) == [])
    }

    private func file(_ text: String) -> TextFile { TextFile(path: "docs/sample.md", text: text) }
}
