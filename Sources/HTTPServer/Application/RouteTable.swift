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

/// The endpoints of requests that no route matches. A preflight is one of these.
struct Fallbacks: Sendable {
    let notFound: Endpoint
    let methodNotAllowed: Endpoint
    let options: Endpoint

    init() {
        notFound = Endpoint(index: 0, method: nil, pattern: nil, responder: { _, _ in throw APIError.routeNotFound })
        methodNotAllowed = Endpoint(
            index: 1, method: nil, pattern: nil,
            responder: { _, context in
                throw APIError.methodNotAllowed(allowed: context.allowedMethods)
            })
        options = Endpoint(
            index: 2, method: .options, pattern: nil,
            responder: { _, context in
                let allowed = context.allowedMethods.map(\.name).joined(separator: ", ")
                return .response(HTTPResponse(.noContent, headers: ["Allow": allowed]))
            })
    }

    var all: [Endpoint] { [notFound, methodNotAllowed, options] }
}
