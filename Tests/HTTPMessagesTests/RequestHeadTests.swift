import HTTPMessages
import Testing

/// Reading a head's fields.
@Suite struct RequestHeadTests {
    private let head: RequestHead

    init() throws {
        head = try RequestHead(
            .post, "/a?b=c",
            headers: ["X-One": "1", "x-two": "first", "X-Two": "second", "Content-Type": "application/json"])
    }

    @Test func namesAreComparedWithoutTheirCase() {
        #expect(head["x-one"] == "1")
        #expect(head["X-ONE"] == "1")
        #expect(head["X-On"] == nil)
        #expect(head["X-Onf"] == nil)
        #expect(head.contains("content-type"))
        #expect(!head.contains("Accept"))
    }

    @Test func repeatedFields() throws {
        #expect(head["X-Two"] == "first")
        #expect(head.values(of: "X-TWO") == ["first", "second"])
        #expect(try head.single("X-One") == "1")
        #expect(try head.single("X-None") == nil)
        let error = #expect(throws: APIError.self) { try head.single("X-Two") }
        #expect(error?.status == .badRequest)
        #expect(error?.param == "X-Two")
    }

    @Test func bytesThatAreNotUTF8BecomeReplacementCharacters() {
        let parsed = ParsedRequests(Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8) + [0xff] + Array("\r\n\r\n".utf8))
        #expect(parsed.requests.first?.headers.last == "X: \u{fffd}")
    }

    @Test func whatNoClientCouldSendCannotBeBuilt() {
        #expect(throws: RequestError.badTarget) { try RequestHead(.get, "/#") }
        #expect(throws: RequestError.badTarget) { try RequestHead(.get, "/ HTTP/1.1\r\nX: y\r\nZ:") }
        #expect(throws: RequestError.badHost) { try RequestHead(.get, "/", headers: ["Host": "a b"]) }
    }

    @Test(
        "only JSON passes as JSON",
        arguments: [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"", true),
            ("application/json; version=1", true),
            ("application/json; charset=latin1", false),
            ("application/json; charset", false),
            ("application/jsonx", false),
            ("text/json", false),
            ("text/plain", false),
            ("", false),
        ])
    func mediaType(_ value: String, _ passes: Bool) throws {
        let head = try RequestHead(.post, "/", headers: ["Content-Type": value])
        if passes {
            try MediaType.requireJSON(head)
        } else {
            let error = #expect(throws: APIError.self) { try MediaType.requireJSON(head) }
            #expect(error?.status == .unsupportedMediaType)
        }
    }

    @Test func noMediaTypeIsNotJSON() throws {
        let head = try RequestHead(.post, "/")
        #expect(throws: APIError.self) { try MediaType.requireJSON(head) }
    }
}
