/// Finds the handler of a path: a trie over its segments in which literals beat parameters.
package struct Router<Handler> {
    /// One registered route.
    package struct Route {
        package let method: HTTPMethod
        package let pattern: String
    }

    /// In the order they were registered; a test compares them with openapi.yaml.
    package private(set) var routes: [Route] = []

    package init() {}

    /// Adds a route such as `/v1/checkout/{sessionId}/status`; a GET route answers HEAD as well.
    package mutating func register(
        _ method: HTTPMethod, _ pattern: String, _ handler: Handler
    ) throws(RouterError) {
    }

    package func match(_ head: RequestHead) -> RouteMatch<Handler> {
        .notFound
    }

    package func match(_ method: HTTPMethod, _ path: String) -> RouteMatch<Handler> {
        .notFound
    }
}

extension Router: Sendable where Handler: Sendable {}
extension Router.Route: Sendable {}
