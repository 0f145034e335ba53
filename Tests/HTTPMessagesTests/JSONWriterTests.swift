import FoundationEssentials
import HTTPMessages
import TestSupport
import Testing

/// What another JSON reader makes of what we write.
@Suite struct JSONWriterTests {
    private struct Everything: Codable, Equatable {
        var text: String
        var number: Int64
        var yes: Bool
        var nothing: String?
        var list: [Int]
        var empty: [Int]
        var map: [String: String]
        var none: [String: String]
    }

    @Test func allKindsOfValues() throws {
        let text = "tab\t quote\" backslash\\ slash/ bell\u{7} line\n\r é 😀 \u{2028} \u{7f} \0"
        var json = JSONWriter()
        json.beginObject()
        json.member("text", text)
        json.member("number", Int64.min)
        json.member("yes", true)
        json.member("nothing", orNull: nil)
        json.key("list")
        json.beginArray()
        for number in [0, 7, 10, -1, 1_000_000] { json.integer(number) }
        json.endArray()
        json.key("empty")
        json.beginArray()
        json.endArray()
        json.key("map")
        json.beginObject()
        json.key(escaping: "k\"\\\n")
        json.string(text)
        json.key(escaping: "")
        json.string("")
        json.endObject()
        json.key("none")
        json.beginObject()
        json.endObject()
        json.endObject()
        let decoded = try JSONDecoder().decode(Everything.self, from: Data(json.bytes))
        #expect(
            decoded
                == Everything(
                    text: text, number: .min, yes: true, nothing: nil, list: [0, 7, 10, -1, 1_000_000], empty: [],
                    map: ["k\"\\\n": text, "": ""], none: [:]))
    }

    @Test func commasComeWhereTheyBelong() {
        var json = JSONWriter()
        json.beginArray()
        json.beginObject()
        json.endObject()
        json.beginArray()
        json.endArray()
        json.null()
        json.bool(false)
        json.string("{")
        json.string("[")
        json.string(",")
        json.string(":")
        json.integer(1)
        json.json(Array("{\"a\":1}".utf8))
        json.endArray()
        #expect(
            String(decoding: json.bytes, as: UTF8.self)
                == #"[{},[],null,false,"{","[",",",":",1,{"a":1}]"#)
    }

    @Test("a value may stand alone", arguments: ["", "plain", "\"", "\\", "\u{1f}", "0123456\"", "01234567\"89"])
    func aString(_ text: String) throws {
        var json = JSONWriter()
        json.string(text)
        #expect(try JSONDecoder().decode(String.self, from: Data(json.bytes)) == text)
    }

    @Test("random text survives", arguments: UInt64(1)...30)
    func random(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let scalars = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x2ff, using: &generator)) ?? "x"
            }
            let text = String(String.UnicodeScalarView(scalars))
            var json = JSONWriter()
            json.string(text)
            #expect(try JSONDecoder().decode(String.self, from: Data(json.bytes)) == text, "seed \(seed)")
        }
    }
}
