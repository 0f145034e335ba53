import HTTPMessages
import Testing

/// Fields of answers, and methods.
@Suite struct HTTPHeadersTests {
    @Test func addSetRemove() {
        var headers: HTTPHeaders = ["A": "1", "B": "2", "a": "3"]
        #expect(headers["a"] == "1")
        #expect(headers.values(of: "A") == ["1", "3"])
        headers.set("A", "4")
        #expect(headers.values(of: "a") == ["4"])
        #expect(headers.fields.map(\.name.name) == ["B", "A"])
        headers.remove("b")
        #expect(!headers.contains("B"))
        headers.remove("none")
        #expect(headers.fields.count == 1)
    }

    @Test func namesAreEqualAndHashAlikeWithoutTheirCase() {
        #expect(Set<HTTPFieldName>(["Content-Type", "content-type", "CONTENT-TYPE", "Content-Typf"]).count == 2)
    }

    @Test func methods() {
        for name in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE", "get"] {
            #expect(HTTPMethod(name).name == name)
        }
        #expect(HTTPMethod("GET") == .get)
        #expect(HTTPMethod("get") != .get)
        #expect(HTTPMethod("A") != HTTPMethod("B"))
        #expect(Set([HTTPMethod("PATCH"), .patch, .put]).count == 2)
    }
}
