extension Router {
    package func match(_ head: RequestHead) -> RouteMatch<Handler> {
        match(head.method, head.bytes, head.pathExtent)
    }

    /// `path` is as it would stand in a request: escaped, without a query.
    package func match(_ method: HTTPMethod, _ path: String) -> RouteMatch<Handler> {
        let bytes = Array(path.utf8)
        return match(method, bytes, Extent(0, bytes.count))
    }

    private func match(_ method: HTTPMethod, _ bytes: [UInt8], _ path: Extent) -> RouteMatch<Handler> {
        let isServerWide = path.count == 1 && bytes[Int(path.start)] == UInt8(ascii: "*")
        if isServerWide { return .options(allowed: Set(nodes.flatMap(\.allowed)).sorted()) }
        var walk = Walk(extents: InlineArray(repeating: Extent(0, 0)))
        guard path.isEmpty || bytes[Int(path.start)] == ASCII.slash else { return .notFound }
        // An absolute target may have no path at all, which means "/".
        let start = path.isEmpty ? Int(path.end) : Int(path.start) + 1
        guard let index = find(from: 0, bytes.span, start, Int(path.end), &walk) else { return .notFound }
        return answer(at: index, method, bytes, walk)
    }

    /// Where the search has been: the parameters on the way to the node it is at.
    private struct Walk {
        var extents: InlineArray<4, Extent>
        var count = 0
    }

    /// The node with endpoints that the segments from `start` on lead to. Going back from a literal to a parameter visits
    /// each node once at most, so a hostile path costs no more than the trie is large.
    private func find(
        from node: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int, _ walk: inout Walk
    ) -> Int? {
        var segmentEnd = start
        while segmentEnd < end, bytes[segmentEnd] != ASCII.slash { segmentEnd &+= 1 }
        let segment = Extent(start, segmentEnd)
        if let child = literal(of: node, bytes, segment),
            let found = descend(to: child, bytes, segmentEnd, end, &walk)
        {
            return found
        }
        guard let child = nodes[node].parameter, !segment.isEmpty, walk.count < PathParameters.limit,
            Self.isDecodable(segment, bytes)
        else { return nil }
        walk.extents[walk.count] = segment
        walk.count += 1
        if let found = descend(to: child, bytes, segmentEnd, end, &walk) { return found }
        walk.count -= 1
        return nil
    }

    private func descend(
        to node: Int, _ bytes: Span<UInt8>, _ segmentEnd: Int, _ end: Int, _ walk: inout Walk
    ) -> Int? {
        if segmentEnd < end { return find(from: node, bytes, segmentEnd &+ 1, end, &walk) }
        return nodes[node].endpoints.isEmpty ? nil : node
    }

    private func literal(of node: Int, _ bytes: Span<UInt8>, _ segment: Extent) -> Int? {
        let start = Int(segment.start)
        search: for (literal, child) in nodes[node].literals where literal.count == segment.count {
            for index in 0..<literal.count where literal[index] != bytes[start &+ index] { continue search }
            return child
        }
        return nil
    }

    private func answer(
        at index: Int, _ method: HTTPMethod, _ bytes: [UInt8], _ walk: Walk
    ) -> RouteMatch<Handler> {
        let node = nodes[index]
        let endpoint =
            node.endpoints.first { $0.method == method }
            ?? (method == .head ? node.endpoints.first { $0.method == .get } : nil)
        if let endpoint {
            let parameters =
                node.parameterNames.isEmpty
                ? PathParameters()
                : PathParameters(names: node.parameterNames, bytes: bytes, extents: walk.extents)
            return .found(endpoint.handler, parameters, pattern: node.pattern)
        }
        return method == .options ? .options(allowed: node.allowed) : .methodNotAllowed(allowed: node.allowed)
    }

    /// Whether the segment is UTF-8 once its escapes are decoded; without escapes it is ASCII, so it is.
    private static func isDecodable(_ segment: Extent, _ bytes: Span<UInt8>) -> Bool {
        var isPlain = true
        for index in segment.range where bytes[index] == ASCII.percent || bytes[index] >= 0x80 || bytes[index] == 0 {
            isPlain = false
        }
        if isPlain { return true }
        let escaped = segment.range.map { bytes[$0] }
        return percentDecoded(escaped[...], plusIsSpace: false) != nil
    }
}
