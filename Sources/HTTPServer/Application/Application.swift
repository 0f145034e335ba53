package import HTTPMessages

/// The routes of a service with everything that stands before them; a value, the same for sockets and for tests.
package struct Application: Sendable {
    /// The endpoints in the order they were registered; the first three are those for what no route matches.
    let endpoints: [Endpoint]
    private let router: Router<Endpoint>
    private let fallbacks: Fallbacks
    /// Hears of what went wrong inside responders.
    let onError: @Sendable (ResponderFailure) -> Void

    package init(
        middleware: [Middleware] = [], onError: @escaping @Sendable (ResponderFailure) -> Void = { _ in },
        routes build: (inout RouteTable) throws(RouterError) -> Void
    ) throws(RouterError) {
        var table = RouteTable()
        try build(&table)
        let chain = MiddlewareChain(middleware)
        fallbacks = Fallbacks(chain)
        var endpoints = fallbacks.all
        var router = Router<Endpoint>()
        for route in table.routes {
            let endpoint = Endpoint(
                index: endpoints.count, method: route.method, pattern: route.pattern,
                responder: chain.before(route.responder))
            try router.register(route.method, route.pattern, endpoint)
            endpoints.append(endpoint)
        }
        self.endpoints = endpoints
        self.router = router
        self.onError = onError
    }

    /// The registered routes, for a comparison with the published contract.
    package var routes: [Router<Endpoint>.Route] { router.routes }

    /// Where a request goes; there is always somewhere.
    func match(_ head: RequestHead) -> Match {
        switch router.match(head) {
        case .found(let endpoint, let parameters, _): Match(endpoint: endpoint, parameters: parameters)
        case .notFound: Match(endpoint: fallbacks.notFound)
        case .methodNotAllowed(let allowed): Match(endpoint: fallbacks.methodNotAllowed, allowed: allowed)
        case .options(let allowed): Match(endpoint: fallbacks.options, allowed: allowed)
        }
    }

    /// Runs the endpoint's responder; whatever it throws becomes an answer. Nil when it gave up because its task was
    /// cancelled, which happens when nobody is there to read the answer.
    func answer(_ request: HTTPRequest, _ context: RequestContext, _ endpoint: Endpoint) async -> HTTPReply? {
        do {
            return try await endpoint.responder(request, context)
        } catch is CancellationError where Task.isCancelled {
            return nil
        } catch {
            return .response(answer(to: error, request, context))
        }
    }

    private func answer(to error: any Error, _ request: HTTPRequest, _ context: RequestContext) -> HTTPResponse {
        let safe = error as? APIError ?? .unexpected("\(error)")
        onError(ResponderFailure(error: error, shown: safe, requestID: request.id, route: context.route))
        return .error(safe, requestID: request.id)
    }
}

/// An error that left a responder, with what the client was shown of it.
package struct ResponderFailure: Sendable {
    package let error: any Error
    package let shown: APIError
    package let requestID: String
    package let route: String?
}

/// One route, with its middleware composed before it.
package final class Endpoint: Sendable {
    /// Its place in the metrics.
    let index: Int
    let method: HTTPMethod?
    package let pattern: String?
    let responder: Responder

    init(index: Int, method: HTTPMethod?, pattern: String?, responder: @escaping Responder) {
        self.index = index
        self.method = method
        self.pattern = pattern
        self.responder = responder
    }
}

/// Where one request goes.
struct Match {
    let endpoint: Endpoint
    var parameters = PathParameters()
    var allowed: [HTTPMethod] = []
}
