import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import HTTPMessages

/// Somebody who has shown a secret key and looks by a cookie since.
struct DashboardCaller: Sendable {
    let merchant: MerchantCaller
    let ticket: DashboardTicket

    var organizationID: OrganizationID { merchant.organization.id }
    var livemode: Bool { merchant.livemode }
}

/// Who may see the dashboard, and whose forms are taken.
struct DashboardGate: Sendable {
    let services: APIServices
    private let cookie: DashboardCookie
    private let ownOrigin: WebOrigin?

    init(_ services: APIServices) {
        self.services = services
        cookie = DashboardCookie(publicURL: services.settings.publicURL)
        ownOrigin = WebOrigin(ofURL: services.settings.publicURL)
    }

    // MARK: Tickets

    /// The value of `Set-Cookie` for whoever shows this key; throws what the API would answer to it.
    func admit(_ key: String, _ request: HTTPRequest) async throws -> String {
        let text = SecretString(key)
        let caller = try await Authentication(services).merchant(secretKey: text, of: request)
        let ticket = try DashboardTicket(caller, keyHint: SecretKey.hint(of: text), at: services.now)
        return cookie.setting(try ticket.sealed(with: services.keys.sealing))
    }

    var leaving: String { cookie.clearing }

    /// Nil for whoever has to log in: without a ticket, with one that is over, or whose key was revoked.
    func caller(of request: HTTPRequest) async throws -> DashboardCaller? {
        guard
            let text = cookie.value(in: request.head),
            let ticket = DashboardTicket(text, keys: services.keys.sealing), services.now < ticket.expiresAt,
            let found = try await services.apiKeys.find(ticket.keyID),
            found.organization.id == ticket.organizationID, found.key.livemode == ticket.livemode
        else { return nil }
        try services.admit(.secretKey, ticket.keyID)
        services.keyUses.note(ticket.keyID)
        let merchant = MerchantCaller(
            keyID: ticket.keyID, organization: found.organization, livemode: ticket.livemode)
        return DashboardCaller(merchant: merchant, ticket: ticket)
    }

    // MARK: Forms

    /// The fields of a form that a page of this very service sent.
    func form(of request: HTTPRequest) throws -> FormMap {
        guard isFromOwnPage(request.head) else { throw DashboardProblem.foreign }
        let type = request.head["Content-Type"]?.prefix { $0 != ";" }.lowercased()
        guard type == "application/x-www-form-urlencoded", let form = try? FormParser.parse(request.body) else {
            throw DashboardProblem.unreadable
        }
        return form
    }

    /// And that was drawn for whoever sends it.
    func form(of request: HTTPRequest, by caller: DashboardCaller) throws -> FormMap {
        let form = try form(of: request)
        guard let token = form["token"]?.text, ConstantTime.areEqual(token, caller.ticket.formToken) else {
            throw DashboardProblem.outdated
        }
        return form
    }

    /// Browsers say where a form comes from, and pages cannot make them say anything else. The service may be reached by
    /// another address than the public one, so that the address of the request counts as its own too.
    private func isFromOwnPage(_ head: RequestHead) -> Bool {
        if let site = head["Sec-Fetch-Site"] { return site == "same-origin" }
        guard let origin = head["Origin"].flatMap(WebOrigin.init(header:)) else { return false }
        if origin == ownOrigin { return true }
        return ["http://", "https://"].contains { $0 + head.authority.lowercased() == origin.text.lowercased() }
    }
}
