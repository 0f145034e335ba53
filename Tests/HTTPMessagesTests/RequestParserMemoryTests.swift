import Testing

@testable import HTTPMessages

/// What a parser keeps: nothing between requests, and never more than its limits.
@Suite struct RequestParserMemoryTests {
    /// Each open stream has one; 10,000 of them should not be felt.
    @Test func anIdleParserIsSmall() {
        #expect(MemoryLayout<RequestParser>.size <= 128)
    }

    @Test func nothingIsKeptBetweenRequests() throws {
        var parser = RequestParser()
        let text = Array(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n".utf8)
        for byte in text { try feed([byte], to: &parser) }
        #expect(parser.isBetweenRequests)
        #expect(parser.pending.capacity == 0)
    }

    @Test("a flood is refused before it is kept", arguments: ["a", "GET /", "GET / HTTP/1.1\r\nX: "])
    func flood(_ start: String) {
        var parser = RequestParser()
        let flood = Array(start.utf8) + [UInt8](repeating: UInt8(ascii: "a"), count: 10_000_000)
        #expect(throws: RequestError.self) { try feed(flood, to: &parser) }
        #expect(parser.pending.capacity == 0)
    }

    @Test func aDrippedHeadIsKeptOnce() throws {
        var parser = RequestParser()
        let head = Array("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 16_000))".utf8)
        for byte in head { try feed([byte], to: &parser) }
        #expect(parser.pending == head)
    }

    private func feed(_ bytes: [UInt8], to parser: inout RequestParser) throws {
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer
            while try parser.next(&rest) != nil {}
        }
    }
}
