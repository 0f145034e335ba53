import Testing

@Suite("Source rules")
struct SourceRulesTests {
    @Test(arguments: [
        "let a = try! f()", "let a = b as! C", "public struct A {}", "public final class A {}", "open func f() {}",
        "fatalError(\"x\")", "print(a)", "let a = \"\\(print(b))\"", "exit(1)", "abort()", "Glibc.exit(1)", "_exit(1)",
    ])
    func forbiddenConstructsBite(code: String) throws {
        #expect(try SourceRules.forbiddenConstructs(in: [swift(code)]).count == 1)
    }

    @Test(arguments: [
        "try f()", "a as? B", "// print(a)", "let a = \"try! print(1)\"", "writer.print(a)", "let isPublic = true",
        "func blueprint() {}", "static func print(_ text: String) {}", "process.exit()", "onExit(1)", "let open = 1",
        "case open\nvar a: Int",
    ])
    func forbiddenConstructsSpare(code: String) throws {
        #expect(try SourceRules.forbiddenConstructs(in: [swift(code)]) == [])
    }

    @Test func startUpMayPrintButNotTrap() throws {
        let file = swift("print(a)\nexit(1)\nlet b = try! c()")
        let findings = try SourceRules.forbiddenConstructs(in: [file], startUp: [file.path])
        #expect(findings.map(\.line) == [3])
    }

    @Test func unfinishedWorkBites() throws {
        let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
        #expect(try words.allSatisfy { try SourceRules.unfinishedWork(in: [swift("a // \($0): b")]).count == 1 })
        #expect(try SourceRules.unfinishedWork(in: [swift("let TODOS = 1")]) == [])
    }

    @Test(arguments: ["try await Task.sleep(for: .seconds(1))", "Thread.sleep(1)", "usleep(5)", "sleep(1)"])
    func sleepingBites(code: String) throws {
        #expect(try SourceRules.sleeping(in: [swift(code)]).count == 1)
    }

    @Test func loopTimersAreNotSleeping() throws {
        #expect(
            try SourceRules.sleeping(in: [swift("func sleep(a: Int) {}\nawait loop.sleep(a: 1) // sleep(1)")]) == [])
    }

    @Test func interpolatedSQLBites() throws {
        let bad = swift(#"let q = "SELECT * FROM a WHERE b = '\(c)'""#)
        #expect(try SourceRules.interpolatedSQL(in: [bad]).count == 1)
        #expect(try SourceRules.interpolatedSQL(in: [bad], exceptions: [bad.path]) == [])
        #expect(try SourceRules.interpolatedSQL(in: [swift(#"let q = "SELECT $1"; let m = "\(a)""#)]) == [])
        #expect(try SourceRules.interpolatedSQL(in: [swift(#"let m = "Select one of \(a)""#)]) == [])
    }

    @Test func unexplainedUnsafetyBites() {
        let bare = swift("struct A {}\nextension A: @unchecked Sendable {}")
        #expect(SourceRules.unexplainedUnsafety(in: [bare]).map(\.line) == [2])
        let curt = swift("// Safe.\nnonisolated(unsafe) var a = 1")
        #expect(SourceRules.unexplainedUnsafety(in: [curt]).map(\.line) == [2])
        let far = swift("// Only touched before the threads start.\n\nnonisolated(unsafe) var a = 1")
        #expect(SourceRules.unexplainedUnsafety(in: [far]).map(\.line) == [3])
    }

    @Test func explainedUnsafetyIsSpared() {
        let good = swift("// Only touched before the threads start.\n@frozen\nstruct A: @unchecked Sendable {}")
        #expect(SourceRules.unexplainedUnsafety(in: [good]) == [])
        #expect(SourceRules.unexplainedUnsafety(in: [swift("// about @unchecked Sendable")]) == [])
    }

    @Test func undocumentedTypesBite() throws {
        #expect(try SourceRules.undocumentedTypes(in: [swift("package struct A {}")]).map(\.line) == [1])
        #expect(try SourceRules.undocumentedTypes(in: [swift("// A.\n\nfinal class A {}")]).map(\.line) == [3])
    }

    @Test func documentedAndNestedTypesAreSpared() throws {
        let good = swift("/// An A.\n@main\npackage struct A {\n    enum B {}\n}\nextension A {}")
        #expect(try SourceRules.undocumentedTypes(in: [good]) == [])
    }

    private func swift(_ text: String) -> TextFile { TextFile(path: "Sources/Sample/Sample.swift", text: text) }
}
