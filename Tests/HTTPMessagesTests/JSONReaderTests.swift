import Testing

@testable import HTTPMessages

/// Reading a request's members by name and type, and what a client is told when one is wrong.
@Suite("JSON reader")
struct JSONReaderTests {
    private enum Mode: String, CaseIterable {
        case embedded
        case redirect
    }

    private func body(_ text: String) throws -> JSONReader { try JSONReader(body: Array(text.utf8)) }

    /// What the client is told: the param, or the code when there is none.
    private func complaint(_ read: () throws -> Void) -> String {
        do {
            try read()
            return "none"
        } catch let error as APIError {
            #expect(error.status == .badRequest)
            return error.param ?? error.code
        } catch {
            return "\(error)"
        }
    }

    @Test func typedMembers() throws {
        let body = try body(
            """
            {"name":"é","quantity":3,"trial":false,"mode":"redirect","customer":{"email":"a@b"},"none":null,
             "features":["x","y"],"lines":[{"amount":5}],"metadata":{"order":"7"},"unknown":[1]}
            """)
        #expect(try body.string("name") == "é")
        #expect(try body.integer("quantity", in: 1...10) == 3)
        #expect(try body.bool("trial") == false)
        #expect(try body.choice("mode", of: Mode.self) == .redirect)
        #expect(try body.object("customer")?.string("email") == "a@b")
        #expect(try body.strings("features", count: 0...2) == ["x", "y"])
        #expect(try body.objects("lines", count: 1...1)?.first?.integer("amount") == 5)
        #expect(try body.stringMap("metadata") == ["order": "7"])
        #expect(try body.string("absent") == nil)
        #expect(try body.integer("none") == nil)
        #expect(try body.required("name", body.string("name")) == "é")
    }

    @Test func everyComplaintNamesItsMember() throws {
        let body = try body(
            """
            {"text":7,"long":"abcdef","number":"7","fraction":1.5,"huge":1e400,"flag":1,"mode":"other",
             "customer":{"email":[],"address":{"line":0}},"list":{},"lines":[{"amount":"x"},3],
             "features":["x",1],"metadata":{"a":"b","c":2}}
            """)
        #expect(complaint { _ = try body.string("text") } == "text")
        #expect(complaint { _ = try body.string("long", characters: 0...5) } == "long")
        #expect(complaint { _ = try body.integer("number") } == "number")
        #expect(complaint { _ = try body.integer("fraction") } == "fraction")
        #expect(complaint { _ = try body.integer("huge") } == "huge")
        #expect(complaint { _ = try body.bool("flag") } == "flag")
        #expect(complaint { _ = try body.choice("mode", of: Mode.self) } == "mode")
        #expect(complaint { _ = try body.object("customer")?.string("email") } == "customer.email")
        #expect(
            complaint { _ = try body.object("customer")?.object("address")?.string("line") } == "customer.address.line")
        #expect(complaint { _ = try body.object("text") } == "text")
        #expect(complaint { _ = try body.strings("list", count: 0...9) } == "list")
        #expect(complaint { _ = try body.strings("features", count: 0...1) } == "features")
        #expect(complaint { _ = try body.strings("features", count: 0...9) } == "features[1]")
        #expect(complaint { _ = try body.objects("lines", count: 0...9) } == "lines[1]")
        #expect(complaint { _ = try body.stringMap("metadata") } == "metadata.c")
        #expect(complaint { _ = try body.required("absent", body.string("absent")) } == "absent")
    }

    @Test func charactersAreUnicodeScalars() throws {
        // One grapheme of seven scalars: what PostgreSQL counts is what the limit counts.
        let body = try body("{\"family\":\"👨‍👩‍👧‍👦\"}")
        #expect(complaint { _ = try body.string("family", characters: 0...6) } == "family")
        #expect(try body.string("family", characters: 7...7) != nil)
    }

    @Test func aBodyIsOneObject() {
        for text in ["", "[]", "7", "\"x\"", "{", "{\"a\":1,\"a\":1}", "{\"\\u0000\":1}"] {
            #expect(complaint { _ = try body(text) } == "invalid_json", "\(text)")
        }
    }

    @Test(arguments: [
        (#"{"a":"\u0000"}"#, "a"), (#"{"a":{"b":"x\ud800"}}"#, "a.b"), (#"{"a":[1,{"b":1},{"c":"\q"}]}"#, "a[2].c"),
        (#"{"a":"}],{","b":["\"",01]}"#, "b[1]"), ("{\"a\":1,\"b\":\"\u{1}\"}", "b"),
    ])
    func aValueThatCannotBeReadIsNamed(_ text: String, _ param: String) {
        #expect {
            _ = try body(text)
        } throws: { error in
            let error = error as? APIError
            return error?.code == "invalid_json" && error?.param == param
        }
    }

    @Test func rangesReadAsSentences() throws {
        let body = try body(#"{"quantity":0,"name":""}"#)
        #expect {
            _ = try body.integer("quantity", in: 1...10)
        } throws: { ($0 as? APIError)?.message == "quantity has to be an integer 1 to 10." }
        #expect {
            _ = try body.string("name", characters: 1...5)
        } throws: { ($0 as? APIError)?.message == "name has to be 1 to 5 characters long." }
    }
}
