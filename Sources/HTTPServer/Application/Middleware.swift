package import HTTPMessages

/// Stands before every responder, also before those for what no route matches. Neither part suspends, so that a request
/// that needs nothing of it pays next to nothing.
package struct Middleware: Sendable {
    /// Sees a request on its way in. A responder of its own, or an error, keeps the request from everybody behind.
    package let divert: @Sendable (HTTPRequest, RequestContext) throws -> Responder?
    /// Sees an error on its way out, and may put another in its place.
    package let translate: @Sendable (any Error) -> any Error

    package init(
        divert: @escaping @Sendable (HTTPRequest, RequestContext) throws -> Responder? = { _, _ in nil },
        translate: @escaping @Sendable (any Error) -> any Error = { $0 }
    ) {
        self.divert = divert
        self.translate = translate
    }
}
