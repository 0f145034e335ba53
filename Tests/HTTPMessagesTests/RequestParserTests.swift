import HTTPMessages
import Testing

/// What the parser tells about requests it accepts.
@Suite struct RequestParserTests {
    @Test func aRequestInAllItsParts() throws {
        let parsed = ParsedRequests(
            "POST /v1/checkout/create?dry=1 HTTP/1.1\r\nHost: pay.example.com:8443\r\nContent-Type:  application/json \r\n"
                + "Content-Length: 2\r\n\r\n{}")
        let request = try #require(parsed.requests.first)
        #expect(parsed.error == nil)
        #expect(parsed.endsBetweenRequests)
        #expect(request.method == "POST")
        #expect(request.version == .http11)
        #expect(request.path == "/v1/checkout/create")
        #expect(request.query == "dry=1")
        #expect(request.authority == "pay.example.com:8443")
        #expect(
            request.headers == [
                "Host: pay.example.com:8443", "Content-Type: application/json", "Content-Length: 2",
            ])
        #expect(request.framing == .length(2))
        #expect(request.body == Array("{}".utf8))
        #expect(request.isWhole)
        #expect(request.keepAlive)
        #expect(!request.expectsContinue)
    }

    @Test("a chunked body is put together", arguments: ["", "\r\nX-Trailer: dropped"])
    func chunked(_ trailer: String) throws {
        let parsed = ParsedRequests(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=\"y\"\r\nhello\r\n06\r\n world\r\n0\(trailer)\r\n\r\n"
        )
        let request = try #require(parsed.requests.first)
        #expect(request.framing == .chunked)
        #expect(String(decoding: request.body, as: UTF8.self) == "hello world")
        #expect(request.headers == ["Host: a", "Transfer-Encoding: chunked"])
        #expect(request.isWhole)
    }

    @Test(
        "whether the connection may stay",
        arguments: [
            ("HTTP/1.1", "", true),
            ("HTTP/1.1", "Connection: close\r\n", false),
            ("HTTP/1.1", "Connection: x, Close\r\n", false),
            ("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false),
            ("HTTP/1.1", "Connection: closed\r\n", true),
            ("HTTP/1.0", "", false),
            ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
        ])
    func keepAlive(_ version: String, _ field: String, _ expected: Bool) {
        let parsed = ParsedRequests("GET / \(version)\r\nHost: a\r\n\(field)\r\n")
        #expect(parsed.requests.first?.keepAlive == expected)
    }

    @Test(
        "who waits for 100 Continue",
        arguments: [
            ("HTTP/1.1", "Content-Length: 1\r\n", true),
            ("HTTP/1.1", "Transfer-Encoding: chunked\r\n", true),
            ("HTTP/1.1", "Content-Length: 0\r\n", false),
            ("HTTP/1.1", "", false),
            ("HTTP/1.0", "Content-Length: 1\r\n", false),
        ])
    func expectsContinue(_ version: String, _ field: String, _ expected: Bool) {
        let parsed = ParsedRequests("POST / \(version)\r\nHost: a\r\nExpect: 100-continue\r\n\(field)\r\n")
        #expect(parsed.requests.first?.expectsContinue == expected)
    }

    @Test(
        "the target's forms",
        arguments: [
            ("GET", "/a%20b?c=%20", "/a%20b", "c=%20", "host"),
            ("GET", "/?", "/", "", "host"),
            ("GET", "http://other:81/p?q", "/p", "q", "other:81"),
            ("GET", "http://other", "/", nil, "other"),
            ("GET", "HTTPS://[::1]?q", "/", "q", "[::1]"),
            ("OPTIONS", "*", "*", nil, "host"),
        ])
    func targets(_ method: String, _ target: String, _ path: String, _ query: String?, _ authority: String) throws {
        let parsed = ParsedRequests("\(method) \(target) HTTP/1.1\r\nHost: host\r\n\r\n")
        let request = try #require(parsed.requests.first)
        #expect(request.path == path)
        #expect(request.query == query)
        #expect(request.authority == authority)
    }

    @Test func pipelinedRequestsComeInOrder() {
        let parsed = ParsedRequests(
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none\r\nGET /2 HTTP/1.0\r\n\r\nDELETE /3 HTTP/1.1\r\nHost: a\r\n\r\n"
        )
        #expect(parsed.requests.map(\.method) == ["POST", "GET", "DELETE"])
        #expect(parsed.requests.map(\.path) == ["/1", "/2", "/3"])
        #expect(parsed.requests.map(\.body.count) == [3, 0, 0])
        #expect(parsed.wholeRequests == 3)
    }
}
