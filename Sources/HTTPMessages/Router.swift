/// Finds the handler of a path: a trie over its segments in which literals beat parameters.
package struct Router<Handler> {
    /// One registered route.
    package struct Route: Hashable, Sendable {
        package let method: HTTPMethod
        package let pattern: String
    }

    /// In the order they were registered; a test compares them with openapi.yaml.
    package private(set) var routes: [Route] = []
    /// Of the routes, in the same order.
    private var handlers: [Handler] = []
    /// Knows routes by number only: not being generic, it is compiled once, for speed.
    private var tree = RouteTree()

    package init() {}

    /// Adds a route such as `/v1/checkout/{sessionId}/status`; a GET route answers HEAD as well.
    package mutating func register(
        _ method: HTTPMethod, _ pattern: String, _ handler: Handler
    ) throws(RouterError) {
        try tree.insert(method, RoutePattern(pattern), route: routes.count)
        routes.append(Route(method: method, pattern: pattern))
        handlers.append(handler)
    }

    package func match(_ head: RequestHead) -> RouteMatch<Handler> {
        answer(tree.match(head.method, head.bytes, head.pathExtent))
    }

    /// `path` is as it would stand in a request: escaped, without a query.
    package func match(_ method: HTTPMethod, _ path: String) -> RouteMatch<Handler> {
        let bytes = Array(path.utf8)
        return answer(tree.match(method, bytes, Extent(0, bytes.count)))
    }

    private func answer(_ result: RouteTree.Result) -> RouteMatch<Handler> {
        switch result {
        case .route(let number, let parameters, let pattern): .found(handlers[number], parameters, pattern: pattern)
        case .nothing: .notFound
        case .otherMethods(let allowed): .methodNotAllowed(allowed: allowed)
        case .options(let allowed): .options(allowed: allowed)
        }
    }
}

extension Router: Sendable where Handler: Sendable {}
