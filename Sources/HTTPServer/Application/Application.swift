import EventLoop
package import HTTPMessages

/// The routes of a service with everything that stands before them, the same for sockets and for tests.
///
/// An object that never changes rather than a value: every request passes it on, and a reference is cheap to pass.
package final class Application: Sendable {
    /// The endpoints in the order they were registered; the fallbacks, for what no route matches, come first.
    let endpoints: [Endpoint]
    private let router: Router
    private let fallbacks = Fallbacks()
    /// The place of the router's route 0 among the endpoints.
    private let firstRoute: Int
    /// The first sees a request first, and an error last.
    private let middleware: [Middleware]
    /// Hears of what went wrong inside responders.
    let onError: @Sendable (ResponderFailure) -> Void

    package init(
        middleware: [Middleware] = [], onError: @escaping @Sendable (ResponderFailure) -> Void = { _ in },
        routes build: (inout RouteTable) throws(RouterError) -> Void
    ) throws(RouterError) {
        var table = RouteTable()
        try build(&table)
        var endpoints = fallbacks.all
        firstRoute = endpoints.count
        var router = Router()
        for route in table.routes {
            let endpoint = Endpoint(
                index: endpoints.count, method: route.method, pattern: route.pattern,
                responder: route.responder)
            try router.register(route.method, route.pattern)
            endpoints.append(endpoint)
        }
        self.endpoints = endpoints
        self.router = router
        self.middleware = middleware
        self.onError = onError
    }

    /// The registered routes, for a comparison with the published contract.
    package var routes: [Router.Route] { router.routes }

    /// Where a request goes; there is always somewhere.
    func match(_ head: RequestHead) -> Match {
        switch router.match(head) {
        case .found(let route, let parameters):
            Match(endpoint: endpoints[firstRoute + route], parameters: parameters)
        case .notFound: Match(endpoint: fallbacks.notFound)
        case .methodNotAllowed(let allowed): Match(endpoint: fallbacks.methodNotAllowed, allowed: allowed)
        case .options(let allowed): Match(endpoint: fallbacks.options, allowed: allowed)
        }
    }

    /// The request on its way to where it goes.
    func exchange(
        _ incoming: IncomingRequest, id: String, clientAddress: String, loop: EventLoop
    ) -> Exchange {
        let match = match(incoming.head)
        let request = HTTPRequest(
            head: incoming.head, body: incoming.body, parameters: match.parameters, id: id,
            clientAddress: clientAddress)
        let context = RequestContext(
            loop: loop, route: match.endpoint.pattern, allowedMethods: match.allowed, receivedAt: incoming.receivedAt)
        return Exchange(request: request, context: context, endpoint: match.endpoint)
    }

    /// Runs the endpoint's responder; whatever it throws becomes an answer. Nil when it gave up because its task was
    /// cancelled, which happens when nobody is there to read the answer.
    func answer(_ exchange: Exchange) async -> HTTPReply? {
        do {
            return try await responder(to: exchange)(exchange.request, exchange.context)
        } catch {
            return answer(to: error, exchange)
        }
    }

    private func responder(to exchange: Exchange) throws -> Responder {
        for layer in middleware {
            if let diverted = try layer.divert(exchange.request, exchange.context) { return diverted }
        }
        return exchange.endpoint.responder
    }

    private func answer(to error: any Error, _ exchange: Exchange) -> HTTPReply? {
        let error = middleware.reversed().reduce(error) { $1.translate($0) }
        if error is CancellationError, Task.isCancelled { return nil }
        let safe = error as? APIError ?? .unexpected("\(error)")
        let id = exchange.request.id
        onError(ResponderFailure(error: error, shown: safe, requestID: id, route: exchange.context.route))
        return .response(.error(safe, requestID: id))
    }
}

/// An error that left a responder, with what the client was shown of it.
package struct ResponderFailure: Sendable {
    package let error: any Error
    package let shown: APIError
    package let requestID: String
    package let route: String?
}

/// One route.
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

/// A complete request that has not been routed yet.
struct IncomingRequest: Sendable {
    let head: RequestHead
    let body: [UInt8]
    var receivedAt = MonotonicTime(nanoseconds: 0)
}

/// A request on its way through its responder.
final class Exchange: Sendable {
    let request: HTTPRequest
    let context: RequestContext
    let endpoint: Endpoint

    init(request: HTTPRequest, context: RequestContext, endpoint: Endpoint) {
        self.request = request
        self.context = context
        self.endpoint = endpoint
    }
}

/// Where one request goes.
struct Match {
    let endpoint: Endpoint
    var parameters = PathParameters()
    var allowed: [HTTPMethod] = []
}
