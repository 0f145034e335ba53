import Testing

@testable import Pages

@Suite struct ClientFileTests {
    private let files: [String: ClientFile]

    init() throws { files = Dictionary(uniqueKeysWithValues: try ClientFile.all().map { ($0.path, $0) }) }

    private func text(_ path: String) throws -> String {
        String(decoding: try #require(files[path]).bytes, as: UTF8.self)
    }

    @Test func scriptAndModuleAreTheSameButForTheirEnds() throws {
        let script = try text("/till.js").split(separator: "\n")
        let module = try text("/till.mjs").split(separator: "\n")
        #expect(script.dropFirst(3).dropLast(2) == module.dropFirst(1).dropLast(3))
        #expect(script.count > 200)
    }

    @Test func onlyTheModuleExports() throws {
        #expect(try !text("/till.js").contains("export "))
        #expect(try text("/till.mjs").split(separator: "\n").filter { $0.contains("export ") }.count == 1)
    }

    @Test func tagsTellFilesApart() throws {
        #expect(Set(files.values.map(\.tag)).count == files.count)
    }

    @Test func typesTellOfEveryFunction() throws {
        let types = try text("/till.d.ts")
        for name in ["watch", "openCheckout", "confirm"] { #expect(types.contains("export function \(name)(")) }
    }
}
