import HTTPMessages

/// Everything a parser made of some bytes: what must not depend on how they were cut.
struct ParsedRequests: Equatable {
    /// One request as far as it got.
    struct Request: Equatable {
        var method: String
        var version: HTTPVersion
        var path: String
        var query: String?
        var authority: String
        var headers: [String]
        var framing: RequestHead.BodyFraming
        var keepAlive: Bool
        var expectsContinue: Bool
        var body: [UInt8] = []
        var isWhole = false

        init(_ head: RequestHead) {
            method = head.method.name
            version = head.version
            path = head.path
            query = head.query
            authority = head.authority
            headers = head.headers.map { "\($0.name): \($0.value)" }
            framing = head.bodyFraming
            keepAlive = head.keepAlive
            expectsContinue = head.expectsContinue
        }
    }

    var requests: [Request] = []
    var error: RequestError?
    var endsBetweenRequests = true

    var wholeRequests: Int { requests.count(where: \.isWhole) }

    /// Feeds the pieces that `cuts` (offsets, rising) make of `bytes` to one parser.
    init(_ bytes: [UInt8], cuts: [Int] = [], limits: RequestLimits = RequestLimits()) {
        var parser = RequestParser(limits: limits)
        var start = 0
        for end in cuts + [bytes.count] where error == nil {
            bytes.withUnsafeBytes { feed(UnsafeRawBufferPointer(rebasing: $0[start..<end]), to: &parser) }
            start = end
        }
        endsBetweenRequests = parser.isBetweenRequests
    }

    init(_ text: String, limits: RequestLimits = RequestLimits()) {
        self.init(Array(text.utf8), limits: limits)
    }

    private mutating func feed(_ piece: UnsafeRawBufferPointer, to parser: inout RequestParser) {
        var rest = piece
        do {
            while let event = try parser.next(&rest) { note(event) }
        } catch {
            self.error = error
        }
    }

    private mutating func note(_ event: RequestParser.Event) {
        switch event {
        case .head(let head): requests.append(Request(head))
        case .body(let piece): requests[requests.count - 1].body += piece
        case .end: requests[requests.count - 1].isWhole = true
        }
    }
}
