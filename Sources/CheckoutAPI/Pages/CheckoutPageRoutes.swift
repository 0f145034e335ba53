import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer
import Pages
import Postgres

/// `GET /checkout/{sessionId}` and `GET /embed/checkout/{sessionId}`: the page on which a session is paid, in a window of its
/// own or in a frame of the merchant's.
struct CheckoutPageRoutes: Sendable {
    let services: APIServices
    let assets: PageAssets

    func add(to table: inout RouteTable) {
        table.get("/checkout/{sessionId}") { request, _ in try await page(request, .window) }
        table.get("/embed/checkout/{sessionId}") { request, _ in try await page(request, .frame) }
        PageConfirmRoute(services: services).add(to: &table)
        StartAgainRoute(services: services).add(to: &table)
    }

    private func page(_ request: HTTPRequest, _ place: CheckoutPage.Place) async throws -> HTTPReply {
        do {
            let record = try await services.pagedSession(request)
            guard let organization = try await services.organizations.find(record.organizationID) else {
                throw APIError.sessionNotFound()
            }
            try await follow(record.id)
            return .response(try page(record, organization, place, request.locale).response(assets))
        } catch {
            return try trouble(error, request, place)
        }
    }

    private func page(
        _ record: SessionRecord, _ organization: Organization, _ place: CheckoutPage.Place, _ locale: PageLocale
    ) -> CheckoutPage {
        var page = CheckoutPage(
            session: services.body.pageView(of: record), body: services.body.publicBody(record),
            brand: Brand(organization), locale: locale, now: services.now)
        let customer = record.terms.customer
        page.place = place
        // A subscription that runs is somebody's already.
        let asks = customer.email == nil && record.terms.quote.mode != .change
        page.questions = .init(email: asks, name: asks && customer.name == nil)
        page.entry = services.cardEntry(for: record)
        page.allowedOrigins = organization.allowedOrigins
        page.canStartAgain = record.terms.mayBeOrderedAgain
        return page
    }

    /// Whoever opens the page reads the status: if it has not moved for a while, the provider is asked.
    private func follow(_ id: CheckoutSessionID) async throws {
        if let session = try await services.store.publicSession(id) { services.flow.statusRead(session) }
    }

    // MARK: What is wrong

    /// For a person, and in their language.
    private func trouble(
        _ error: any Error, _ request: HTTPRequest, _ place: CheckoutPage.Place
    ) throws -> HTTPReply {
        if error is CancellationError, Task.isCancelled { throw error }
        let known = (error as? PostgresError).map(APIError.init) ?? error as? APIError ?? .unexpected("\(error)")
        let locale = request.locale
        let address = request.path + (request.head.query.map { "?\($0)" } ?? "")
        let page: MessagePage =
            switch known.status.code {
            case 404: .checkoutNotFound(locale)
            case 429: .tooManyRequests(locale, retryURL: address)
            default: .trouble(locale, retryURL: address)
            }
        if known.status.code >= 500 {
            services.observer.heard(.pageFailed(requestID: request.id, reason: known.internalDetail ?? known.code))
        }
        var response = page.response(known.status, assets, isFramed: place == .frame)
        if let seconds = known.family.retryAfterSeconds { response.headers.set("Retry-After", String(seconds)) }
        return .response(response)
    }
}

extension Brand {
    init(_ organization: Organization) {
        self.init(
            name: organization.name, logo: organization.logoURL.flatMap(LogoURL.init),
            accent: organization.accentColor.flatMap(AccentColor.init))
    }
}
