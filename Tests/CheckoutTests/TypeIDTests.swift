import TestSupport
import Testing

@testable import Checkout

@Suite("TypeIDs")
struct TypeIDTests {
    struct Valid: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var prefix: String
        var uuid: String
        var testDescription: String { name }
    }

    /// The specification's list of valid ids.
    static let valid = [
        Valid(
            name: "nil", text: "00000000000000000000000000", prefix: "",
            uuid: "00000000-0000-0000-0000-000000000000"),
        Valid(
            name: "one", text: "00000000000000000000000001", prefix: "",
            uuid: "00000000-0000-0000-0000-000000000001"),
        Valid(
            name: "ten", text: "0000000000000000000000000a", prefix: "",
            uuid: "00000000-0000-0000-0000-00000000000a"),
        Valid(
            name: "sixteen", text: "0000000000000000000000000g", prefix: "",
            uuid: "00000000-0000-0000-0000-000000000010"),
        Valid(
            name: "thirty-two", text: "00000000000000000000000010", prefix: "",
            uuid: "00000000-0000-0000-0000-000000000020"),
        Valid(
            name: "max-valid", text: "7zzzzzzzzzzzzzzzzzzzzzzzzz", prefix: "",
            uuid: "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        Valid(
            name: "valid-alphabet", text: "prefix_0123456789abcdefghjkmnpqrs", prefix: "prefix",
            uuid: "0110c853-1d09-52d8-d73e-1194e95b5f19"),
        Valid(
            name: "valid-uuidv7", text: "prefix_01h455vb4pex5vsknk084sn02q", prefix: "prefix",
            uuid: "01890a5d-ac96-774b-bcce-b302099a8057"),
        Valid(
            name: "prefix-underscore", text: "pre_fix_00000000000000000000000000", prefix: "pre_fix",
            uuid: "00000000-0000-0000-0000-000000000000"),
    ]

    @Test("the specification's valid ids", arguments: valid)
    func published(example: Valid) throws {
        let id = try #require(UniqueID(example.uuid))
        let parsed = try #require(TypeID(example.text))
        #expect(parsed.prefix == example.prefix)
        #expect(parsed.id == id)
        #expect(TypeID(prefix: example.prefix, id: id)?.description == example.text)
    }

    /// The specification's list of invalid ids, by its names.
    static let invalid = [
        ("prefix-uppercase", "PREFIX_00000000000000000000000000"),
        ("prefix-numeric", "12345_00000000000000000000000000"),
        ("prefix-period", "pre.fix_00000000000000000000000000"),
        ("prefix-non-ascii", "préfix_00000000000000000000000000"),
        ("prefix-spaces", "  prefix_00000000000000000000000000"),
        ("prefix-64-chars", String(repeating: "a", count: 64) + "_00000000000000000000000000"),
        ("separator-empty-prefix", "_00000000000000000000000000"),
        ("separator-empty", "_"),
        ("suffix-short", "prefix_1234567890123456789012345"),
        ("suffix-long", "prefix_123456789012345678901234567"),
        ("suffix-spaces", "prefix_1234567890123456789012345 "),
        ("suffix-uppercase", "prefix_0123456789ABCDEFGHJKMNPQRS"),
        ("suffix-hyphens", "prefix_123456789-123456789-123456"),
        ("suffix-wrong-alphabet", "prefix_ooooooiiiiiiuuuuuuulllllll"),
        ("suffix-ambiguous-crockford", "prefix_i23456789ol23456789oi23456"),
        ("suffix-hyphens-crockford", "prefix_123456789-0123456789-0123456"),
        ("suffix-overflow", "prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz"),
        ("prefix-underscore-start", "_prefix_00000000000000000000000000"),
        ("prefix-underscore-end", "prefix__00000000000000000000000000"),
        ("empty", ""),
        ("no-separator", "prefix00000000000000000000000000"),
        ("prefix-only", "prefix_"),
        ("nul", "prefix_0000000000000000000000000\u{0}"),
    ]

    @Test("the specification's invalid ids, and a few more", arguments: invalid)
    func refused(name: String, text: String) {
        #expect(TypeID(text) == nil, "\(name)")
    }

    @Test("a prefix of 63 letters is the longest")
    func longestPrefix() {
        let longest = String(repeating: "a", count: 63)
        #expect(TypeID(longest + "_00000000000000000000000000")?.prefix == longest)
        #expect(TypeID(prefix: longest, id: UniqueID(bits: 1)) != nil)
        #expect(TypeID(prefix: longest + "a", id: UniqueID(bits: 1)) == nil)
        #expect(TypeID(prefix: "a_", id: UniqueID(bits: 1)) == nil)
    }

    @Test("ids come back from their text, and sort like it")
    func roundTrips() {
        withSeed("TypeIDs") { generator in
            for _ in 0..<2000 {
                let (left, right) = (generator.uniqueBits(), generator.uniqueBits())
                let (leftID, rightID) = (EventID(UniqueID(bits: left)), EventID(UniqueID(bits: right)))
                #expect(EventID(leftID.description) == leftID)
                #expect(TypeID(leftID.description)?.id == leftID.id)
                #expect((left < right) == (leftID.description < rightID.description))
                #expect((left < right) == (leftID < rightID))
            }
        }
    }

    @Test("random suffixes are refused or spelled back exactly")
    func randomSuffixes() {
        let symbols = Array("0123456789abcdefghjkmnpqrstvwxyzilouAZ-_".utf8)
        withSeed("random suffixes") { generator in
            var accepted = 0
            for _ in 0..<5000 {
                let alphabet = symbols.prefix(Bool.random(using: &generator) ? 32 : symbols.count)
                let count = 26 + Int.random(in: -1...1, using: &generator) * Int.random(in: 0...1, using: &generator)
                let suffix = (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
                let text = "evt_" + String(decoding: suffix, as: UTF8.self)
                guard let id = EventID(text) else { continue }
                #expect(id.description == text)
                accepted += 1
            }
            #expect(accepted > 100)
        }
    }
}
