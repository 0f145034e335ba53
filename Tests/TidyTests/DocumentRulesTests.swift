import Testing

@Suite("Document rules")
struct DocumentRulesTests {
    private let present: Set<String> = ["README.md", "docs/operations.md", "Sources/till"]

    @Test(arguments: ["[a](operations.md)", "[a](../README.md#top)", "[a](#here)", "[a](https://example.com/x.md)"])
    func liveLinksAreSpared(text: String) {
        #expect(DocumentRules.deadLinks(in: [page(text)], exists: present.contains) == [])
    }

    @Test(arguments: ["[a](README.md)", "[a](../docs/gone.md)", "![a](picture.png)"])
    func deadLinksBite(text: String) {
        #expect(DocumentRules.deadLinks(in: [page(text)], exists: present.contains).count == 1)
    }

    @Test func deadReferencesBite() {
        func findings(_ text: String) -> Int {
            DocumentRules.deadReferences(in: [page(text)], folders: ["docs", "Sources"], exists: present.contains).count
        }
        #expect(findings("see `docs/operations.md` and `Sources/till`, `GET /livez`, `application/json`") == 0)
        #expect(findings("see `docs/gone.md`") == 1)
        #expect(findings("see `Sources/Gone/` and `Sources/Gone/A+B.swift`") == 2)
    }

    @Test func deadCommandsBite() {
        let makefile = TextFile(path: "Makefile", text: "run: build ## x\nbuild:\n\techo\n")
        func findings(_ text: String) -> Int { DocumentRules.deadCommands(in: [page(text)], makefile: makefile).count }
        #expect(findings("$ make run\n`make build`, and we make sure") == 0)
        #expect(findings("    make run\nmake fly") == 1)
    }

    private func page(_ text: String) -> TextFile { TextFile(path: "docs/page.md", text: text) }
}
