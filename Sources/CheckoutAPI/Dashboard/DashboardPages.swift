import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer
import Pages
import Postgres

/// What all routes of the dashboard have in common: who may come in, what stands around a page, and that trouble is told on
/// a page too.
struct DashboardPages: Sendable {
    typealias PageResponder = @Sendable (HTTPRequest, DashboardCaller) async throws -> HTTPReply
    typealias FormResponder = @Sendable (HTTPRequest, DashboardCaller, FormMap) async throws -> HTTPReply

    let services: APIServices
    let assets: PageAssets
    let gate: DashboardGate

    init(_ services: APIServices, _ assets: PageAssets) {
        self.services = services
        self.assets = assets
        gate = DashboardGate(services)
    }

    // MARK: Responders

    /// A page for whoever has logged in; everybody else is sent to do so.
    func page(_ responder: @escaping PageResponder) -> Responder {
        open { request in
            guard let caller = try await gate.caller(of: request) else { return .response(toLogin(request)) }
            return try await responder(request, caller)
        }
    }

    /// Something to be done.
    func act(_ responder: @escaping FormResponder) -> Responder {
        open { request in
            // First of all, so that no other site learns whether anybody is logged in.
            _ = try gate.form(of: request)
            guard let caller = try await gate.caller(of: request) else { return .response(Self.redirect(Self.login)) }
            return try await responder(request, caller, try gate.form(of: request, by: caller))
        }
    }

    /// For everybody.
    func open(_ responder: @escaping @Sendable (HTTPRequest) async throws -> HTTPReply) -> Responder {
        { request, _ in
            do {
                return Self.guarded(try await responder(request))
            } catch {
                return Self.guarded(.response(try told(error, request)))
            }
        }
    }

    // MARK: Answers

    func frame(_ caller: DashboardCaller) async throws -> DashboardFrame {
        let open = try await services.reviews.openCount(
            in: .merchant(caller.organizationID, livemode: caller.livemode), upTo: 100)
        return DashboardFrame(
            organization: caller.merchant.organization.name, livemode: caller.livemode,
            keyHint: caller.ticket.keyHint, formToken: caller.ticket.formToken, openReviewCount: open,
            now: services.now)
    }

    static func redirect(_ path: String) -> HTTPResponse {
        HTTPResponse(.seeOther, headers: ["Location": path, "Cache-Control": "no-store"])
    }

    static let login = "/dashboard/login"

    private func toLogin(_ request: HTTPRequest) -> HTTPResponse {
        let target = request.path + (request.head.query.map { "?" + $0 } ?? "")
        let escaped = String(decoding: FormWriter.escaped(target), as: UTF8.self)
        return Self.redirect(target == "/dashboard" ? Self.login : "\(Self.login)?next=\(escaped)")
    }

    /// Browsers tell nobody else where somebody comes from, and say so in forms only under this policy.
    private static func guarded(_ reply: consuming HTTPReply) -> HTTPReply {
        reply.editHeaders { headers in
            headers.set("Referrer-Policy", "same-origin")
            headers.set("Cross-Origin-Opener-Policy", "same-origin")
            headers.set("Cross-Origin-Resource-Policy", "same-origin")
        }
        return reply
    }

    // MARK: Trouble

    private func told(_ error: any Error, _ request: HTTPRequest) throws -> HTTPResponse {
        if Task.isCancelled { throw CancellationError() }
        if let problem = error as? DashboardProblem {
            let message = DashboardMessage(title: problem.title, message: problem.message)
            return message.document(assets).response(problem.status)
        }
        let known = (error as? PostgresError).map(APIError.init) ?? error as? APIError ?? .unexpected("\(error)")
        if known.status.code >= 500 {
            services.observer.heard(.pageFailed(requestID: request.id, reason: known.internalDetail ?? known.message))
        }
        let message = DashboardMessage(
            title: Self.title(of: known), message: known.message, requestID: request.id)
        var response = message.document(assets).response(known.status)
        for field in known.headers.fields { response.headers.add(field.name, field.value) }
        if let seconds = known.family.retryAfterSeconds { response.headers.set("Retry-After", String(seconds)) }
        return response
    }

    private static func title(of error: APIError) -> String {
        switch error.status.code {
        case 404: "Not found"
        case 429: "Too many requests"
        case 500...: "Something went wrong"
        default: "That cannot be shown"
        }
    }
}
