/// Finds the route of a path: a trie over its segments in which literals beat parameters.
package struct Router: Sendable {
    /// One registered route.
    package struct Route: Hashable, Sendable {
        package let method: HTTPMethod
        package let pattern: String
    }

    /// In the order they were registered; a test compares them with openapi.yaml.
    package private(set) var routes: [Route] = []
    private var tree = RouteTree()

    package init() {}

    /// Adds a route such as `/v1/checkout/{sessionId}/status`; a GET route answers HEAD as well. The routes are numbered
    /// from 0 in the order they come.
    package mutating func register(_ method: HTTPMethod, _ pattern: String) throws(RouterError) {
        try tree.insert(method, RoutePattern(pattern), route: routes.count)
        routes.append(Route(method: method, pattern: pattern))
    }

    package func match(_ head: RequestHead) -> RouteMatch {
        tree.match(head.method, head.bytes, head.pathExtent)
    }

    /// `path` is as it would stand in a request: escaped, without a query.
    package func match(_ method: HTTPMethod, _ path: String) -> RouteMatch {
        let bytes = Array(path.utf8)
        return tree.match(method, bytes, Extent(0, bytes.count))
    }
}
