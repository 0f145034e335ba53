import HTTPMessages
import Testing

/// Reading queries.
@Suite struct QueryParametersTests {
    @Test func decoding() throws {
        let query = try QueryParameters("a=b&c=%C3%A9+x%2B&empty=&flag&=nameless&a%20b=1=2&&")
        #expect(query["a"] == "b")
        #expect(query["c"] == "é x+")
        #expect(query["empty"] == "")
        #expect(query["flag"] == "")
        #expect(query[""] == "nameless")
        #expect(query["a b"] == "1=2")
        #expect(query["none"] == nil)
        #expect(query.names == ["a", "c", "empty", "flag", "", "a b"])
    }

    @Test("what cannot be read is refused", arguments: ["a=%ff", "a=%C3", "%00=b", "a=%", "a=%4", "a=%zz"])
    func undecodable(_ text: String) {
        let error = #expect(throws: APIError.self) { try QueryParameters(text) }
        #expect(error?.code == "invalid_query")
    }

    @Test("names come once", arguments: ["a=1&a=1", "a&a", "a=1&%61=2"])
    func duplicates(_ text: String) {
        let error = #expect(throws: APIError.self) { try QueryParameters(text) }
        #expect(error?.status == .badRequest)
        #expect(error?.code == "duplicate_parameter")
        #expect(error?.param == "a")
    }

    @Test func thereMayNotBeMany() throws {
        let text = (0..<Limits.queryParameters).map { "p\($0)=" }.joined(separator: "&")
        #expect(try QueryParameters(text).names.count == Limits.queryParameters)
        #expect(throws: APIError.self) { try QueryParameters(text + "&q=") }
    }

    @Test func integers() throws {
        let query = try QueryParameters(
            "zero=0&low=-3&high=30&over=31&plus=%2B5&space=+5&hex=0x5&word=x&empty=&big=99999999999999999999")
        #expect(try query.integer("zero", in: 0...30) == 0)
        #expect(try query.integer("low", in: -3...30) == -3)
        #expect(try query.integer("high", in: 0...30) == 30)
        #expect(try query.integer("none", in: 0...30) == nil)
        for name in ["low", "over", "plus", "space", "hex", "word", "empty", "big"] {
            let error = #expect(throws: APIError.self) { try query.integer(name, in: 0...30) }
            #expect(error?.param == name)
        }
    }

    @Test func stringsAndBooleans() throws {
        let query = try QueryParameters("s=%C3%A9%C3%A9%C3%A9&t=true&f=false&x=1")
        #expect(try query.string("s", atMost: 3) == "ééé")
        #expect(throws: APIError.self) { try query.string("s", atMost: 2) }
        #expect(try query.bool("t") == true)
        #expect(try query.bool("f") == false)
        #expect(try query.bool("none") == nil)
        #expect(throws: APIError.self) { try query.bool("x") }
    }

    @Test func ofARequest() throws {
        #expect(try QueryParameters(RequestHead(.get, "/a?b=c"))["b"] == "c")
        #expect(try QueryParameters(RequestHead(.get, "/a")).names.isEmpty)
        #expect(try QueryParameters(RequestHead(.get, "/a?")).names.isEmpty)
    }

    @Test(
        "entity tags",
        arguments: [
            ("\"v7\"", true), ("W/\"v7\"", true), ("\"v6\", \"v7\"", true), (" \"v6\" ,\tW/\"v7\" ", true), ("*", true),
            ("v7", false), ("\"v70\"", false), ("", false), (",", false), ("w/\"v7\"", false),
        ])
    func entityTags(_ ifNoneMatch: String, _ isNamed: Bool) {
        #expect(EntityTag(version: 7).isNamed(by: ifNoneMatch) == isNamed)
    }
}
