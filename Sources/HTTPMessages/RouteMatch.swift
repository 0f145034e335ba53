/// What the router makes of a method and a path.
package enum RouteMatch: Sendable {
    /// The number of the route.
    case found(Int, PathParameters)
    case notFound
    /// The path exists, for these methods: 405 with `Allow`.
    case methodNotAllowed(allowed: [HTTPMethod])
    /// An OPTIONS request for a path (or `*`) without an OPTIONS route of its own: a preflight, or a plain question.
    case options(allowed: [HTTPMethod])
}
