/// The request line and header fields of one request: one copy of the bytes as they came, and where the parts are.
///
/// Strings are made when somebody asks for them; what decides the fate of the connection was decided while parsing.
package struct RequestHead: Sendable {
    /// How the body that follows is delimited.
    package enum BodyFraming: Hashable, Sendable {
        case none
        case length(Int)
        case chunked
    }

    package let method: HTTPMethod
    package let version: HTTPVersion
    package let bodyFraming: BodyFraming
    /// Whether the client allows another request on this connection after the answer.
    package let keepAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    package let expectsContinue: Bool

    let bytes: [UInt8]
    let fields: [FieldExtent]
    let pathExtent: Extent
    let queryExtent: Extent?
    let authorityExtent: Extent

    /// The path as it came, escapes and all; `*` for a server-wide OPTIONS.
    package var path: String { pathExtent.isEmpty ? "/" : string(pathExtent) }

    /// What follows the `?`, not decoded; nil without one.
    package var query: String? { queryExtent.map(string) }

    /// The host (and port) the request is for: of an absolute target, else of Host, else (HTTP/1.0) empty.
    package var authority: String { string(authorityExtent) }

    func string(_ extent: Extent) -> String {
        String(decoding: bytes[extent.range], as: UTF8.self)
    }
}

/// A run of bytes inside a request's head.
struct Extent: Hashable, Sendable {
    var start: UInt32
    var end: UInt32

    init(_ start: Int, _ end: Int) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
    }

    var range: Range<Int> { Int(start)..<Int(end) }
    var isEmpty: Bool { start == end }
    var count: Int { Int(end - start) }
}

/// Where one header field's name and value are.
struct FieldExtent: Hashable, Sendable {
    var name: Extent
    var value: Extent
}
