/// What the router makes of a method and a path.
package enum RouteMatch<Handler> {
    /// `pattern` is the route as it was registered, for metrics and logs.
    case found(Handler, PathParameters, pattern: String)
    case notFound
    /// The path exists, for these methods: 405 with `Allow`.
    case methodNotAllowed(allowed: [HTTPMethod])
    /// An OPTIONS request for a path (or `*`) without an OPTIONS route of its own: a preflight, or a plain question.
    case options(allowed: [HTTPMethod])
}

extension RouteMatch: Sendable where Handler: Sendable {}
