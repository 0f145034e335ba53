import HTTPMessages
import HTTPServer
import Pages

/// In and out of the dashboard.
struct DashboardLoginRoutes: Sendable {
    let pages: DashboardPages

    func add(to table: inout RouteTable) {
        table.get("/dashboard/login", pages.open { request in try await show(request) })
        table.post("/dashboard/login", pages.open { request in try await logIn(request) })
        table.post("/dashboard/logout", pages.act { _, _, _ in logOut() })
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPReply {
        let next = Self.page(request.head.query == nil ? nil : try request.query()["next"])
        if try await pages.gate.caller(of: request) != nil { return .response(DashboardPages.redirect(next)) }
        return .response(LoginPage(next: next).document(pages.assets).response())
    }

    private func logIn(_ request: HTTPRequest) async throws -> HTTPReply {
        let form = try pages.gate.form(of: request)
        let next = Self.page(form["next"]?.text)
        let key = form["key"]?.text ?? ""
        do {
            let cookie = try await pages.gate.admit(key.filter { !$0.isWhitespace }, request)
            var response = DashboardPages.redirect(next)
            response.headers.set("Set-Cookie", cookie)
            return .response(response)
        } catch let error as APIError {
            return .response(refusal(error, next))
        }
    }

    private func refusal(_ error: APIError, _ next: String) -> HTTPResponse {
        let words =
            switch error.family {
            case .rateLimited(let seconds): "Too many keys were tried. Please try again in \(seconds) s."
            default: "This is not a secret key of this service, or it was revoked."
            }
        var response = LoginPage(next: next, problem: words).document(pages.assets).response(error.status)
        for field in error.headers.fields { response.headers.add(field.name, field.value) }
        if let seconds = error.family.retryAfterSeconds { response.headers.set("Retry-After", String(seconds)) }
        return response
    }

    private func logOut() -> HTTPReply {
        var response = DashboardPages.redirect(DashboardPages.login)
        response.headers.set("Set-Cookie", pages.gate.leaving)
        return .response(response)
    }

    /// Only to pages of the dashboard: what stands in a link may be anybody's.
    static func page(_ next: String?) -> String {
        let standard = "/dashboard"
        guard let next, next == standard || next.hasPrefix("\(standard)/") || next.hasPrefix("\(standard)?"),
            next.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }), !next.contains("/../"),
            next.utf8.count <= 2000
        else { return standard }
        return next
    }
}
