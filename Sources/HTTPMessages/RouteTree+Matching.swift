extension RouteTree {
    func match(_ method: HTTPMethod, _ bytes: [UInt8], _ path: Extent) -> RouteMatch {
        guard path.isEmpty || bytes[Int(path.start)] == ASCII.slash else {
            let isServerWide = path.count == 1 && bytes[Int(path.start)] == UInt8(ascii: "*")
            return isServerWide ? .options(allowed: Set(leaves.flatMap(\.allowed)).sorted()) : .notFound
        }
        var walk = Walk()
        // An absolute target may have no path at all, which means "/".
        let start = path.isEmpty ? Int(path.end) : Int(path.start) &+ 1
        let leaf = leaf(below: 0, bytes.span, from: start, to: Int(path.end), &walk)
        return leaf == 0 ? .notFound : answer(leaf - 1, method, bytes, walk.extents)
    }

    private func answer(
        _ leaf: Int, _ method: HTTPMethod, _ bytes: [UInt8], _ extents: InlineArray<4, Extent>
    ) -> RouteMatch {
        guard let route = route(at: leaf, method) ?? (method == .head ? route(at: leaf, .get) : nil) else {
            let allowed = leaves[leaf].allowed
            return method == .options ? .options(allowed: allowed) : .methodNotAllowed(allowed: allowed)
        }
        let names = leaves[leaf].pattern.parameterNames
        let parameters =
            names.isEmpty ? PathParameters() : PathParameters(names: names, bytes: bytes, extents: extents)
        return .found(route, parameters)
    }

    private func route(at leaf: Int, _ method: HTTPMethod) -> Int? {
        for endpoint in leaves[leaf].endpoints where endpoint.method == method { return endpoint.route }
        return nil
    }
}
