extension RouteTree {
    /// `RouteMatch` with a number in the place of the handler.
    enum Result {
        case route(Int, PathParameters, pattern: String)
        case nothing
        case otherMethods(allowed: [HTTPMethod])
        case options(allowed: [HTTPMethod])
    }

    func match(_ method: HTTPMethod, _ bytes: [UInt8], _ path: Extent) -> Result {
        guard path.isEmpty || bytes[Int(path.start)] == ASCII.slash else {
            let isServerWide = path.count == 1 && bytes[Int(path.start)] == UInt8(ascii: "*")
            return isServerWide ? .options(allowed: Set(leaves.flatMap(\.allowed)).sorted()) : .nothing
        }
        var walk = Walk()
        // An absolute target may have no path at all, which means "/".
        let start = path.isEmpty ? Int(path.end) : Int(path.start) &+ 1
        let leaf = leaf(below: 0, bytes.span, from: start, to: Int(path.end), &walk)
        return leaf == 0 ? .nothing : answer(leaf - 1, method, bytes, walk.extents)
    }

    private func answer(
        _ leaf: Int, _ method: HTTPMethod, _ bytes: [UInt8], _ extents: InlineArray<4, Extent>
    ) -> Result {
        guard let route = route(at: leaf, method) ?? (method == .head ? route(at: leaf, .get) : nil) else {
            let allowed = leaves[leaf].allowed
            return method == .options ? .options(allowed: allowed) : .otherMethods(allowed: allowed)
        }
        let names = leaves[leaf].pattern.parameterNames
        let parameters =
            names.isEmpty ? PathParameters() : PathParameters(names: names, bytes: bytes, extents: extents)
        return .route(route, parameters, pattern: leaves[leaf].pattern.text)
    }

    private func route(at leaf: Int, _ method: HTTPMethod) -> Int? {
        for endpoint in leaves[leaf].endpoints where endpoint.method == method { return endpoint.route }
        return nil
    }
}
