extension RouteTree {
    /// The parameters met on the way to the node a search is at.
    struct Walk {
        var extents = InlineArray<4, Extent>(repeating: Extent(0, 0))
        var count = 0
    }

    /// The leaf that the segments from `start` on lead to, plus one; 0 without one.
    ///
    /// Going back from a literal to a parameter visits each node once at most, so a hostile path costs no more than the
    /// tree is large.
    func leaf(below node: Int, _ path: Span<UInt8>, from start: Int, to end: Int, _ walk: inout Walk) -> Int {
        var segmentEnd = start
        while segmentEnd < end, path[segmentEnd] != ASCII.slash { segmentEnd &+= 1 }
        let segment = Extent(start, segmentEnd)
        let literal = literalChild(of: node, path, segment)
        if literal != 0 {
            let found = leaf(at: literal, path, behind: segmentEnd, to: end, &walk)
            if found != 0 { return found }
        }
        let parameter = Int(nodes[node].parameterChild)
        guard parameter != 0, !segment.isEmpty, Self.isDecodable(segment, path) else { return 0 }
        walk.extents[walk.count] = segment
        walk.count += 1
        let found = leaf(at: parameter, path, behind: segmentEnd, to: end, &walk)
        if found == 0 { walk.count -= 1 }
        return found
    }

    private func leaf(
        at node: Int, _ path: Span<UInt8>, behind segmentEnd: Int, to end: Int, _ walk: inout Walk
    ) -> Int {
        segmentEnd < end
            ? leaf(below: node, path, from: segmentEnd &+ 1, to: end, &walk) : Int(nodes[node].leaf)
    }

    private func literalChild(of node: Int, _ path: Span<UInt8>, _ segment: Extent) -> Int {
        var child = Int(nodes[node].firstLiteralChild)
        while child != 0 {
            let literal = nodes[child].literal
            if literal.count == segment.count, isEqual(literal, to: segment, of: path) { return child }
            child = Int(nodes[child].nextSibling)
        }
        return 0
    }

    @inline(__always)
    private func isEqual(_ literal: Extent, to segment: Extent, of path: Span<UInt8>) -> Bool {
        var index = Int(segment.start)
        for position in literal.range {
            if text[position] != path[index] { return false }
            index &+= 1
        }
        return true
    }

    /// Whether the segment is UTF-8 once its escapes are decoded; without escapes it is ASCII, so it is.
    private static func isDecodable(_ segment: Extent, _ path: Span<UInt8>) -> Bool {
        for index in segment.range where path[index] == ASCII.percent || path[index] >= 0x80 || path[index] == 0 {
            let escaped = segment.range.map { path[$0] }
            return percentDecoded(escaped[...], plusIsSpace: false) != nil
        }
        return true
    }
}
