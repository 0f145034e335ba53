import TestSupport
import Testing

@testable import HTTPMessages

/// What the strict JSON parser takes, what it refuses and why.
@Suite("JSON parser")
struct JSONParserTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONParser.parse(Array(text.utf8)) }

    private func reason(_ bytes: [UInt8]) -> JSONError.Reason? {
        do throws(JSONError) {
            _ = try JSONParser.parse(bytes)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-7", -7), ("\"\"", ""),
            ("\t[ ]\r\n", []), ("{}", [:]), ("[1,[2,{\"a\":[]}],\"b\"]", [1, [2, ["a": []]], "b"]),
            (#"{"a":1,"b":{"c":null}}"#, ["a": 1, "b": ["c": .null]]),
            (#""\"\\\/\b\f\n\r\tA\u00e9\ud83d\ude00é😀""#, "\"\\/\u{8}\u{c}\n\r\tA\u{e9}😀é😀"),
        ] as [(String, JSONValue)])
    func wellFormed(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd), ("  ", .unexpectedEnd), ("[1,", .unexpectedEnd), ("{\"a\"", .unexpectedEnd),
            ("\"abc", .unexpectedEnd), ("\"\\", .unexpectedEnd), ("\"\\u12", .unexpectedEnd), ("-", .unexpectedEnd),
            ("1e", .unexpectedEnd), ("tru", .unexpectedEnd),
            ("[1,]", .unexpectedByte), ("{\"a\":1,}", .unexpectedByte), ("{a:1}", .unexpectedByte),
            ("'a'", .unexpectedByte),
            ("nul1", .unexpectedByte), ("+1", .unexpectedByte), (".5", .unexpectedByte), ("NaN", .unexpectedByte),
            ("[1 2]", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte), ("// x\n1", .unexpectedByte),
            ("\u{feff}1", .unexpectedByte), ("{} {}", .trailingBytes), ("1a", .trailingBytes),
            ("nulll", .trailingBytes),
            ("01", .badNumber), ("1.", .unexpectedEnd), ("1.a", .badNumber), ("1.2.3", .badNumber),
            ("1e+", .unexpectedEnd),
            (#""\x""#, .badEscape), (#""\u00g0""#, .badEscape), ("\"a\nb\"", .controlCharacter),
            ("\"a\u{0}b\"", .controlCharacter), (#""\u0000""#, .nulCharacter), (#""\ud800""#, .loneSurrogate),
            (#""\ud800x""#, .loneSurrogate), (#""\ud800\u0041""#, .loneSurrogate), (#""\udc00""#, .loneSurrogate),
            (#""\ud800\ud800""#, .loneSurrogate), (#"{"a":1,"a":2}"#, .duplicateMember),
            (#"{"a":1,"\u0061":2}"#, .duplicateMember), ("{\"\u{e9}\":1,\"e\u{301}\":2}", .duplicateMember),
        ] as [(String, JSONError.Reason)])
    func malformed(text: String, expected: JSONError.Reason) {
        #expect(reason(Array(text.utf8)) == expected)
    }

    @Test func brokenUTF8IsRefused() {
        for bytes: [UInt8] in [[0xff], [0xc0, 0x80], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]] {
            #expect(reason([0x22] + bytes + [0x22]) == .invalidUTF8)
            #expect(reason([0x22, 0x5c, 0x6e] + bytes + [0x22]) == .invalidUTF8)
        }
    }

    @Test func nestingIsBounded() {
        let deepest = JSONParser.maximumDepth
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        #expect(reason(nested(deepest)) == nil)
        #expect(reason(nested(deepest + 1)) == .tooDeep)
        #expect(reason(Array(String(repeating: "{\"a\":", count: 20_000).utf8)) == .tooDeep)
    }

    @Test func manyMembersStayLinearAndUnique() throws {
        let names = (0..<5_000).map { "\"k\($0)\":\($0)" }
        let object = try parse("{" + names.joined(separator: ",") + "}")
        #expect(object["k4999"] == 4999)
        #expect(reason(Array(("{" + names.joined(separator: ",") + ",\"k17\":0}").utf8)) == .duplicateMember)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("3.0", 3), ("30e-1", 3), ("1.5e1", 15), ("0.0e99", 0),
            ("1e18", 1_000_000_000_000_000_000),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775808", nil),
            ("1e19", nil), ("1e400", nil), ("-1e400", nil), ("1.5", nil), ("1e-1", nil),
            ("1e-99999999999999999999", nil),
            ("1e9223372036854775807", nil), ("1e-9223372036854775808", nil),
            ("100000000000000000000e-2", 1_000_000_000_000_000_000),
        ] as [(String, Int64?)])
    func integersAreExact(text: String, expected: Int64?) throws {
        let value = try parse(text)
        #expect(value.integer == expected)
        guard case .number(let number) = value else { return #expect(Bool(false), "not a number") }
        #expect(number.text == text, "kept as it was written")
    }

    @Test func floatingPointIsFiniteOrNothing() throws {
        guard case .number(let tenth) = try parse("0.1"), case .number(let huge) = try parse("1e400") else {
            return #expect(Bool(false), "not numbers")
        }
        #expect(tenth.double == 0.1)
        #expect(huge.double == nil)
    }

    @Test func everyTreeSurvivesWritingAndReading() throws {
        try withSeed("JSON round trip") { generator in
            for _ in 0..<500 {
                let value = randomValue(depth: 4, using: &generator)
                let read = try JSONParser.parse(value.bytes)
                #expect(read == value)
            }
        }
    }

    /// Whatever the bytes, the parser answers, and every prefix of a document is an error or (numbers) a document.
    @Test func noInputTrapsIt() throws {
        withSeed("JSON garbage") { generator in
            let alphabet = Array(#"{}[]":,\u0d8e1.-+tfnrues "#.utf8) + [0, 0x80, 0xff, 0xc3, 0xa9]
            for _ in 0..<5_000 {
                let count = Int.random(in: 0...24, using: &generator)
                _ = reason((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 })
            }
            for _ in 0..<100 {
                let document = JSONValue.array([randomValue(depth: 3, using: &generator)]).bytes
                for end in 0..<document.count { #expect(reason(Array(document[..<end])) != nil) }
            }
        }
    }

    private func randomValue(depth: Int, using generator: inout SeededGenerator) -> JSONValue {
        let texts = ["", "a", "\"\\/", "\u{1}\n\r\t", "é😀\u{10ffff}", "metadata[order]"]
        switch Int.random(in: 0...(depth > 0 ? 6 : 4), using: &generator) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &generator))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 3: return .integer(Int64.random(in: -9...9, using: &generator))
        case 4: return .string(texts.randomElement(using: &generator) ?? "")
        case 5:
            let count = Int.random(in: 0...4, using: &generator)
            return .array((0..<count).map { _ in randomValue(depth: depth - 1, using: &generator) })
        default:
            let count = Int.random(in: 0...20, using: &generator)
            return .object(
                JSONObject((0..<count).map { ("k\($0)\n", randomValue(depth: depth - 1, using: &generator)) }))
        }
    }
}
