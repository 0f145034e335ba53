/// Finds the handler of a path: a trie over its segments in which literals beat parameters.
package struct Router<Handler> {
    /// One registered route.
    package struct Route: Hashable, Sendable {
        package let method: HTTPMethod
        package let pattern: String
    }

    /// What a method does at the end of a path.
    struct Endpoint {
        let method: HTTPMethod
        let handler: Handler
    }

    /// One segment of one or more patterns; children are indices into `nodes`.
    struct Node {
        var literals: [(segment: [UInt8], child: Int)] = []
        var parameter: Int?
        var endpoints: [Endpoint] = []
        /// Of the routes that end here; they all have the same.
        var pattern = ""
        var parameterNames: [String] = []
        /// For `Allow`: HEAD comes with GET, OPTIONS with everything.
        var allowed: [HTTPMethod] = []
    }

    /// In the order they were registered; a test compares them with openapi.yaml.
    package private(set) var routes: [Route] = []
    var nodes = [Node()]

    package init() {}

    /// Adds a route such as `/v1/checkout/{sessionId}/status`; a GET route answers HEAD as well.
    package mutating func register(
        _ method: HTTPMethod, _ pattern: String, _ handler: Handler
    ) throws(RouterError) {
        let shape = try RoutePattern(pattern)
        var node = 0
        for segment in shape.segments { node = child(of: node, at: segment) }
        if let other = nodes[node].endpoints.isEmpty ? nil : nodes[node].pattern, other != pattern {
            throw RouterError(description: "\(method) \(pattern): only its parameter names differ from \(other)")
        }
        guard !nodes[node].endpoints.contains(where: { $0.method == method }) else {
            throw RouterError(description: "\(method) \(pattern) is registered twice")
        }
        nodes[node].pattern = pattern
        nodes[node].parameterNames = shape.parameterNames
        nodes[node].endpoints.append(Endpoint(method: method, handler: handler))
        nodes[node].allowed = Self.allowed(nodes[node].endpoints.map(\.method))
        routes.append(Route(method: method, pattern: pattern))
    }

    private mutating func child(of node: Int, at segment: RoutePattern.Segment) -> Int {
        switch segment {
        case .literal(let bytes):
            if let known = nodes[node].literals.first(where: { $0.segment == bytes }) { return known.child }
            nodes[node].literals.append((segment: bytes, child: nodes.count))
        case .parameter:
            if let known = nodes[node].parameter { return known }
            nodes[node].parameter = nodes.count
        }
        nodes.append(Node())
        return nodes.count - 1
    }

    private static func allowed(_ methods: [HTTPMethod]) -> [HTTPMethod] {
        var all = Set(methods)
        if all.contains(.get) { all.insert(.head) }
        all.insert(.options)
        return all.sorted()
    }
}

extension Router: Sendable where Handler: Sendable {}
extension Router.Endpoint: Sendable where Handler: Sendable {}
extension Router.Node: Sendable where Handler: Sendable {}
