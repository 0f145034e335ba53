import HTTPMessages
import Testing

/// The bytes of answers.
@Suite struct ResponseWriterTests {
    private let date = Array("Sun, 06 Nov 1994 08:49:37 GMT".utf8)

    private func head(_ method: HTTPMethod = .get, _ version: HTTPVersion = .http11, _ headers: HTTPHeaders = [:])
        throws -> RequestHead
    {
        try RequestHead(method, "/", headers: headers, version: version)
    }

    private func written(_ response: HTTPResponse, _ writer: ResponseWriter) -> String {
        var output: [UInt8] = []
        writer.write(response, date: date, into: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test func aWholeAnswer() throws {
        let response = HTTPResponse(.created, headers: ["X-Request-Id": "r1"], body: Array("{}".utf8))
        #expect(
            written(response, ResponseWriter(to: try head(), keepAlive: true))
                == "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-Id: r1\r\n"
                + "Content-Length: 2\r\n\r\n{}")
    }

    @Test func anAnswerIsAppended() throws {
        var output = Array("before".utf8)
        ResponseWriter(to: try head(), keepAlive: true).write(HTTPResponse(), date: date, into: &output)
        #expect(String(decoding: output, as: UTF8.self).hasPrefix("beforeHTTP/1.1 200 OK\r\n"))
    }

    @Test func headHasTheLengthAndNoBody() throws {
        let text = written(.text("hello"), ResponseWriter(to: try head(.head), keepAlive: true))
        #expect(text.contains("\r\nContent-Length: 5\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test("statuses without a body have no length either", arguments: [HTTPStatus.noContent, .notModified])
    func noBody(_ status: HTTPStatus) throws {
        let text = written(
            HTTPResponse(status, body: Array("x".utf8)), ResponseWriter(to: try head(), keepAlive: true))
        #expect(!text.contains("Content-Length"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test(
        "Connection",
        arguments: [
            (HTTPVersion.http11, nil, true, nil), (.http11, "close", true, "close"), (.http11, nil, false, "close"),
            (.http10, nil, true, "close"), (.http10, "keep-alive", true, "keep-alive"),
            (.http10, "keep-alive", false, "close"),
        ] as [(HTTPVersion, String?, Bool, String?)])
    func connection(_ version: HTTPVersion, _ asked: String?, _ allowed: Bool, _ expected: String?) throws {
        let head = try head(.get, version, asked.map { ["Connection": $0] } ?? [:])
        let writer = ResponseWriter(to: head, keepAlive: allowed)
        let lines = written(HTTPResponse(), writer).split(separator: "\r\n").filter { $0.hasPrefix("Connection") }
        #expect(lines.map(String.init) == expected.map { ["Connection: \($0)"] } ?? [])
        #expect(writer.keepAlive == (expected != "close"))
    }

    @Test func anAnswerToNoRequestCloses() {
        let text = written(.error(APIError(.badHost), requestID: "r"), ResponseWriter())
        #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
        #expect(text.contains("\r\nConnection: close\r\n"))
    }

    @Test func aHandlerCannotFrameTheAnswer() throws {
        let response = HTTPResponse(
            headers: [
                "content-length": "99", "Transfer-Encoding": "chunked", "CONNECTION": "upgrade", "date": "today",
            ], body: Array("x".utf8))
        let text = written(response, ResponseWriter(to: try head(), keepAlive: true))
        #expect(text == "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 1\r\n\r\nx")
    }

    @Test("no value ends its line", arguments: ["a\r\nX-Evil: b", "a\nb", "a\rb", "a\0b", "\r\n\r\n<html>", "a\u{7f}"])
    func injection(_ value: String) throws {
        let text = written(
            HTTPResponse(headers: ["Location": value]), ResponseWriter(to: try head(), keepAlive: true))
        #expect(text.utf8.split(separator: UInt8(ascii: "\n")).count == 5)
        #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x0d || $0 == 0x0a })
        #expect(text.utf8.count(where: { $0 == 0x0d }) == 5)
    }

    @Test func namesThatAreNotTokensCannotBeMade() {
        for name in ["", "a b", "a:", "a\r\nb", "é"] { #expect(HTTPFieldName(name) == nil) }
        #expect(HTTPFieldName("X-A") == "x-a")
    }

    @Test(
        "streams are framed as the request allows",
        arguments: [
            (HTTPMethod.get, HTTPVersion.http11, HTTPStatus.ok, ResponseWriter.StreamFraming.chunked, true),
            (.get, .http10, .ok, .untilClose, false), (.head, .http11, .ok, .none, true),
            (.head, .http10, .ok, .none, false), (.get, .http11, .noContent, .none, false),
        ])
    func streams(
        _ method: HTTPMethod, _ version: HTTPVersion, _ status: HTTPStatus, _ framing: ResponseWriter.StreamFraming,
        _ isMarkedChunked: Bool
    ) throws {
        var output: [UInt8] = []
        let writer = ResponseWriter(
            to: try head(method, version, version == .http10 ? ["Connection": "keep-alive"] : [:]), keepAlive: true)
        let actual = writer.writeStreamHead(status, headers: [:], date: date, into: &output)
        let text = String(decoding: output, as: UTF8.self)
        #expect(actual == framing)
        #expect(text.contains("Transfer-Encoding: chunked\r\n") == isMarkedChunked)
        #expect(text.contains("Connection: close") == (framing == .untilClose))
        #expect(!text.contains("Content-Length"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func chunks() {
        var output: [UInt8] = []
        ResponseWriter.writeChunk(Array("hello".utf8), into: &output)
        ResponseWriter.writeChunk([], into: &output)
        ResponseWriter.writeChunk([UInt8](repeating: 0x78, count: 0x1f), into: &output)
        ResponseWriter.writeLastChunk(into: &output)
        let text = String(decoding: output, as: UTF8.self)
        #expect(text == "5\r\nhello\r\n1f\r\n\(String(repeating: "x", count: 31))\r\n0\r\n\r\n")
    }

    @Test func interim() {
        var output: [UInt8] = []
        ResponseWriter.writeContinue(into: &output)
        #expect(String(decoding: output, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test func everyStatusHasThreeDigitsAndAReason() {
        for code in 100...599 {
            let status = HTTPStatus(code: code)
            #expect(Int(status.code) == code && !status.reason.isEmpty)
        }
        for code in [-1, 0, 99, 1000, 70_000] { #expect(HTTPStatus(code: code) == .internalServerError) }
        #expect(HTTPStatus.notFound.description == "404 Not Found")
    }
}
