import HTTPMessages
import HTTPServer
import Testing

@testable import CheckoutAPI

/// A browser before the dashboard: it keeps its cookie, and sends forms as a page of the service does.
final class DashboardVisitor: Sendable {
    private let shop: Shop
    let cookie: String?
    /// What its pages' forms carry.
    let formToken: String

    private init(_ shop: Shop, cookie: String?, formToken: String = "") {
        self.shop = shop
        self.cookie = cookie
        self.formToken = formToken
    }

    /// Somebody who has not logged in.
    static func stranger(_ shop: Shop) -> DashboardVisitor { DashboardVisitor(shop, cookie: nil) }

    static func loggedIn(_ shop: Shop, key: String? = nil) async throws -> DashboardVisitor {
        let answer = try await stranger(shop).post("/dashboard/login", ["key": .text(key ?? shop.merchant.key)])
        try #require(answer.status == 303, "\(answer.text)")
        let cookie = try #require(answer.headers["Set-Cookie"]?.prefix { $0 != ";" })
        let visitor = DashboardVisitor(shop, cookie: String(cookie))
        let token = try #require(try await visitor.get("/dashboard").text.value(ofField: "token"))
        return DashboardVisitor(shop, cookie: String(cookie), formToken: token)
    }

    func with(cookie: String?) -> DashboardVisitor { DashboardVisitor(shop, cookie: cookie, formToken: formToken) }

    func get(_ target: String, headers: HTTPHeaders = [:]) async throws -> Answer {
        try await send(.get, target, headers)
    }

    /// With the form's token, unless it is given.
    func post(
        _ target: String, _ form: FormMap = [:], headers: HTTPHeaders = ["Origin": "https://till.example"]
    ) async throws -> Answer {
        var (form, headers) = (form, headers)
        if form["token"] == nil, !formToken.isEmpty { form["token"] = .text(formToken) }
        headers.set("Content-Type", "application/x-www-form-urlencoded")
        return try await send(.post, target, headers, FormWriter.encode(form))
    }

    private func send(
        _ method: HTTPMethod, _ target: String, _ headers: HTTPHeaders, _ body: [UInt8] = []
    ) async throws -> Answer {
        var headers = headers
        if let cookie { headers.set("Cookie", cookie) }
        let client = InProcessClient(shop.application, on: shop.loop)
        guard case .response(let response) = await client.send(method, target, headers: headers, body: body) else {
            throw Unexpected("a stream")
        }
        return Answer(status: Int(response.status.code), headers: response.headers, body: response.body)
    }
}

extension Answer {
    /// Whether its page has this in it; the page itself would be too much to print.
    func contains(_ text: String) -> Bool { self.text.contains(text) }
}

extension String {
    /// The value of the first hidden field of that name.
    func value(ofField name: String) -> String? {
        guard let start = firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(self[start.upperBound...].prefix { $0 != "\"" })
    }
}
