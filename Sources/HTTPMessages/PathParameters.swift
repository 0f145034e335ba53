/// What the `{name}` segments of the matched route stood for, percent-decoded.
package struct PathParameters: Sendable {
    /// Routes with more are refused when they are registered.
    static let limit = 4

    let names: [String]
    /// The request's head, shared: values become strings only when asked for.
    let bytes: [UInt8]
    let extents: InlineArray<4, Extent>

    package init() {
        names = []
        bytes = []
        extents = InlineArray(repeating: Extent(0, 0))
    }

    init(names: [String], bytes: [UInt8], extents: InlineArray<4, Extent>) {
        self.names = names
        self.bytes = bytes
        self.extents = extents
    }

    /// The value of a parameter; nil when the route has none of that name. (The router let no undecodable one through.)
    package subscript(name: String) -> String? {
        guard let index = names.firstIndex(of: name) else { return nil }
        return percentDecoded(bytes[extents[index].range], plusIsSpace: false)
    }

    package var isEmpty: Bool { names.isEmpty }
}
