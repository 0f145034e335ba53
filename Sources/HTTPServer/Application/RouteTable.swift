package import HTTPMessages

/// Collects routes before they become an `Application`.
package struct RouteTable {
    struct Route {
        let method: HTTPMethod
        let pattern: String
        let responder: Responder
    }

    private(set) var routes: [Route] = []

    package mutating func on(_ method: HTTPMethod, _ pattern: String, _ responder: @escaping Responder) {
        routes.append(Route(method: method, pattern: pattern, responder: responder))
    }

    package mutating func get(_ pattern: String, _ responder: @escaping Responder) {
        on(.get, pattern, responder)
    }

    package mutating func post(_ pattern: String, _ responder: @escaping Responder) {
        on(.post, pattern, responder)
    }

    package mutating func delete(_ pattern: String, _ responder: @escaping Responder) {
        on(.delete, pattern, responder)
    }
}

/// Composes middleware once, at start; a request only follows the calls.
struct MiddlewareChain {
    private let middleware: [Middleware]

    init(_ middleware: [Middleware]) { self.middleware = middleware }

    /// The first of the chain sees a request first and its answer last.
    ///
    /// A loop on purpose: through a generic function such as `reduce` each closure would come back wrapped, and every
    /// request would pay for the wrapping.
    func before(_ responder: @escaping Responder) -> Responder {
        var responder = responder
        for middleware in middleware.reversed() {
            let next = responder
            responder = { request, context in try await middleware(request, context, next) }
        }
        return responder
    }
}

/// The endpoints of requests that no route matches. Middleware stands before them too: a preflight is one of these.
struct Fallbacks: Sendable {
    let notFound: Endpoint
    let methodNotAllowed: Endpoint
    let options: Endpoint

    init(_ chain: MiddlewareChain) {
        notFound = Endpoint(
            index: 0, method: nil, pattern: nil, responder: chain.before { _, _ in throw APIError.routeNotFound })
        methodNotAllowed = Endpoint(
            index: 1, method: nil, pattern: nil,
            responder: chain.before { _, context in
                throw APIError.methodNotAllowed(allowed: context.allowedMethods)
            })
        options = Endpoint(
            index: 2, method: .options, pattern: nil,
            responder: chain.before { _, context in
                let allowed = context.allowedMethods.map(\.name).joined(separator: ", ")
                return .response(HTTPResponse(.noContent, headers: ["Allow": allowed]))
            })
    }

    var all: [Endpoint] { [notFound, methodNotAllowed, options] }
}
