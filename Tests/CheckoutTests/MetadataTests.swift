import Foundation
import Testing

@testable import Checkout

@Suite("Metadata")
struct MetadataTests {
    private func keys(_ count: Int) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (0..<count).map { ("key\($0)", "") })
    }

    @Test("at its limits")
    func limits() throws {
        #expect(try Metadata([:]) == .empty)
        #expect(try Metadata(keys(50)).values.count == 50)
        let key = String(repeating: "é", count: 40)
        let value = String(repeating: "😀", count: 500)
        #expect(try Metadata([key: value])[key] == value)
        #expect(try Metadata(["a": ""])["a"] == "")
        #expect(try Metadata(["a": ""])["b"] == nil)
    }

    @Test("one over each limit")
    func overLimits() {
        #expect(throws: MetadataError.tooManyKeys(51)) { try Metadata(keys(51)) }
        let key = String(repeating: "k", count: 41)
        #expect(throws: MetadataError.keyTooLong(key)) { try Metadata([key: ""]) }
        #expect(throws: MetadataError.valueTooLong(key: "k")) {
            try Metadata(["k": String(repeating: "v", count: 501)])
        }
        #expect(throws: MetadataError.emptyKey) { try Metadata(["": "v"]) }
    }

    @Test("characters are scalars: one grapheme of many does not pass for one")
    func graphemes() {
        let family = String(repeating: "\u{301}", count: 501)
        #expect(throws: MetadataError.valueTooLong(key: "k")) { try Metadata(["k": "e" + family]) }
    }

    @Test("NUL is refused anywhere")
    func nul() {
        #expect(throws: MetadataError.nulCharacter(key: "k\u{0}")) { try Metadata(["k\u{0}": "v"]) }
        #expect(throws: MetadataError.nulCharacter(key: "k")) { try Metadata(["k": "a\u{0}b"]) }
    }

    @Test("of several faults the same one is always told")
    func deterministic() {
        for _ in 0..<20 {
            #expect(throws: MetadataError.nulCharacter(key: "a")) {
                try Metadata(["b": "\u{0}", "a": "\u{0}", "c": "\u{0}"])
            }
        }
    }

    @Test("JSON is the map, checked on the way in")
    func json() throws {
        let json = try JSONEncoder().encode(Metadata(["k": "v"]))
        #expect(String(decoding: json, as: UTF8.self) == #"{"k":"v"}"#)
        #expect(try JSONDecoder().decode(Metadata.self, from: json)["k"] == "v")
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Metadata.self, from: Data(#"{"":"v"}"#.utf8)) }
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Metadata.self, from: Data(#"{"k":1}"#.utf8)) }
    }
}
