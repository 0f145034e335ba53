/// The trie of the router: nodes are plain numbers in one array, routes are known by their number.
struct RouteTree: Sendable {
    /// One segment of one or more patterns. Node 0 is the root, so 0 stands for none.
    struct Node: Sendable {
        /// Where the segment's text is in `text`; empty for a parameter.
        var literal = Extent(0, 0)
        var firstLiteralChild: UInt32 = 0
        var nextSibling: UInt32 = 0
        var parameterChild: UInt32 = 0
        /// What is at the end of the path, if any route ends here: one more than an index into `leaves`.
        var leaf: UInt32 = 0
    }

    /// The routes of one path.
    struct Leaf: Sendable {
        let pattern: RoutePattern
        var endpoints: [(method: HTTPMethod, route: Int)] = []
        /// For `Allow`: HEAD comes with GET, OPTIONS with everything.
        var allowed: [HTTPMethod] = []
    }

    private(set) var nodes = [Node()]
    private(set) var leaves: [Leaf] = []
    private(set) var text: [UInt8] = []

    mutating func insert(_ method: HTTPMethod, _ pattern: RoutePattern, route: Int) throws(RouterError) {
        var node = 0
        for segment in pattern.segments { node = child(of: node, at: segment) }
        if nodes[node].leaf == 0 {
            leaves.append(Leaf(pattern: pattern))
            nodes[node].leaf = UInt32(leaves.count)
        }
        let leaf = Int(nodes[node].leaf) - 1
        let known = leaves[leaf].pattern.text
        guard known == pattern.text else {
            throw RouterError(description: "\(method) \(pattern.text): only its parameter names differ from \(known)")
        }
        guard !leaves[leaf].endpoints.contains(where: { $0.method == method }) else {
            throw RouterError(description: "\(method) \(pattern.text) is registered twice")
        }
        leaves[leaf].endpoints.append((method, route))
        leaves[leaf].allowed = Self.allowed(leaves[leaf].endpoints.map(\.method))
    }

    private mutating func child(of parent: Int, at segment: RoutePattern.Segment) -> Int {
        var node = Node()
        switch segment {
        case .literal(let bytes):
            var known = Int(nodes[parent].firstLiteralChild)
            while known != 0 {
                if text[nodes[known].literal.range].elementsEqual(bytes) { return known }
                known = Int(nodes[known].nextSibling)
            }
            node.literal = Extent(text.count, text.count + bytes.count)
            text += bytes
            node.nextSibling = nodes[parent].firstLiteralChild
            nodes[parent].firstLiteralChild = UInt32(nodes.count)
        case .parameter:
            if nodes[parent].parameterChild != 0 { return Int(nodes[parent].parameterChild) }
            nodes[parent].parameterChild = UInt32(nodes.count)
        }
        nodes.append(node)
        return nodes.count - 1
    }

    private static func allowed(_ methods: [HTTPMethod]) -> [HTTPMethod] {
        var all = Set(methods)
        if all.contains(.get) { all.insert(.head) }
        all.insert(.options)
        return all.sorted()
    }
}
