import HTTPMessages
import TestSupport
import Testing

/// Which error is which, and what an error leaves behind.
@Suite struct RequestParserErrorTests {
    /// One request for every error there is, so that none is dead and none is mistaken for another.
    private static let examples: [(RequestError, String)] = [
        (.badRequestLine, "GET /\r\n"),
        (.badMethod, "G{T / HTTP/1.1\r\n"),
        (.methodTooLong, "\(String(repeating: "M", count: 33)) / HTTP/1.1\r\n"),
        (.connectNotSupported, "CONNECT a:1 HTTP/1.1\r\n"),
        (.badTarget, "GET /# HTTP/1.1\r\n"),
        (.targetTooLong, "GET /\(String(repeating: "a", count: 8192)) HTTP/1.1\r\n"),
        (.badVersion, "GET / HTTP/11\r\n"),
        (.versionNotSupported, "GET / HTTP/3.0\r\n"),
        (.bareLineFeed, "GET / HTTP/1.1\n"),
        (.bareCarriageReturn, "GET / HTTP/1.1\r\nA: b\rc\r\n"),
        (.foldedField, "GET / HTTP/1.1\r\nA: b\r\n c\r\n"),
        (.badFieldName, "GET / HTTP/1.1\r\nA : b\r\n"),
        (.badFieldValue, "GET / HTTP/1.1\r\nA: \0\r\n"),
        (.headerTooLarge, "GET / HTTP/1.1\r\nA: \(String(repeating: "a", count: 17_000))"),
        (.tooManyFields, "GET / HTTP/1.1\r\n\(String(repeating: "A: b\r\n", count: 101))"),
        (.missingHost, "GET / HTTP/1.1\r\n\r\n"),
        (.duplicateHost, "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n"),
        (.badHost, "GET / HTTP/1.1\r\nHost: /\r\n"),
        (.badContentLength, "GET / HTTP/1.1\r\nContent-Length: x\r\n"),
        (.duplicateContentLength, "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n"),
        (
            .contentLengthWithTransferEncoding,
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
        ),
        (.badTransferEncoding, "GET / HTTP/1.1\r\nTransfer-Encoding: chunked, chunked\r\n"),
        (.transferEncodingNotSupported, "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
        (.unknownExpectation, "GET / HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n"),
        (.bodyTooLarge, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n"),
        (.badChunk, chunked("x\r\n")),
        (.tooMuchChunking, chunked(String(repeating: "1\r\na\r\n", count: 4000))),
        (.badTrailer, chunked("0\r\nHost: a\r\n")),
        (.trailersTooLarge, chunked("0\r\n\(String(repeating: "A: b\r\n", count: 700))")),
    ]

    private static func chunked(_ body: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)"
    }

    @Test("every error has a request that causes it", arguments: RequestError.allCases)
    func example(_ error: RequestError) throws {
        let text = try #require(Self.examples.first { $0.0 == error }?.1)
        #expect(ParsedRequests(text).error == error)
        #expect((400...599).contains(error.status.code))
        #expect(!error.code.isEmpty && error.message.hasSuffix("."))
    }

    @Test func anErrorIsForEver() {
        var parser = RequestParser()
        #expect(throws: RequestError.bareLineFeed) { try feed("GET / HTTP/1.1\n", to: &parser) }
        #expect(throws: RequestError.bareLineFeed) { try feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n", to: &parser) }
        #expect(throws: RequestError.bareLineFeed) { try feed("", to: &parser) }
        #expect(!parser.isBetweenRequests)
    }

    @Test("a length that is too great is refused before the body", arguments: [0, 1, 99])
    func lengthAtHeadTime(_ limit: Int) {
        var limits = RequestLimits()
        limits.bodyBytes = limit
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
        #expect(ParsedRequests("\(head)\(limit)\r\n\r\n", limits: limits).error == nil)
        #expect(ParsedRequests("\(head)\(limit + 1)\r\n\r\n", limits: limits).error == .bodyTooLarge)
    }

    @Test func cutShortIsNotBetweenRequests() {
        #expect(ParsedRequests("").endsBetweenRequests)
        #expect(!ParsedRequests("G").endsBetweenRequests)
        #expect(!ParsedRequests("GET / HTTP/1.1\r\nHost: a\r\n").endsBetweenRequests)
        #expect(ParsedRequests("GET / HTTP/1.1\r\nHost: a\r\n\r\n").endsBetweenRequests)
    }

    private func feed(_ text: String, to parser: inout RequestParser) throws {
        try Array(text.utf8).withUnsafeBytes { bytes in
            var rest = bytes
            while try parser.next(&rest) != nil {}
        }
    }
}
