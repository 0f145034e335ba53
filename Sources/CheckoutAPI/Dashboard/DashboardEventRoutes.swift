import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer
import Pages

/// What providers told: the list, one event, and another try at it.
struct DashboardEventRoutes: Sendable {
    private static let pageLimit = 50

    let pages: DashboardPages
    private var services: APIServices { pages.services }
    private var events: ProviderEvents { ProviderEvents(services.store.pool) }

    func add(to table: inout RouteTable) {
        table.get("/dashboard/events", pages.page { request, caller in try await list(request, caller) })
        table.get("/dashboard/events/{eventId}", pages.page { request, caller in try await show(request, caller) })
        table.post(
            "/dashboard/events/{eventId}/replay",
            pages.act { request, caller, _ in try await replay(request, caller) })
    }

    private func list(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        let query = try request.query()
        let search = (try query.string("q", atMost: DashboardQuery.characterCount) ?? "").trimmingBlanks
        if !search.isEmpty, let event = try await events.find(search, in: caller.events) {
            return .response(DashboardPages.redirect("/dashboard/events/\(event.event.id)"))
        }
        guard let filter = EventListPage.Filter.everyOne.first(where: { $0.name == query["state"] ?? "" }) else {
            throw DashboardProblem(.badRequest, "Not shown", "There is no such state of events.")
        }
        let cursor = try query.cursor()
        var page = EventListPage([])
        if search.isEmpty {
            let found = try await events.list(
                caller.events, ProviderEventFilter(filter), after: cursor, limit: Self.pageLimit)
            page = EventListPage(found.items.map(EventListPage.Line.init))
            page.next = found.next?.description
        }
        page.filter = filter
        page.search = search
        page.isFirst = cursor == nil
        return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
    }

    private func show(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        guard let id = request.id("eventId", as: ProviderEventID.self),
            let stored = try await events.find("\(id)", in: caller.events)
        else { throw DashboardProblem.notFound("event") }
        let event = stored.event
        var page = EventPage(
            EventListPage.Line(stored), provider: event.provider, createdAt: event.createdAt, payload: event.payload)
        page.accountID = event.accountID
        page.intentID = event.intentID
        page.nextTryAt = stored.nextTryAt
        page.notice = try request.query()["notice"].flatMap(DashboardNotice.init)
        if services.settings.hasProviderPages, event.provider == .stripe {
            page.providerURL = StripeDashboard.url(
                "events", event.eventID, account: event.accountID, livemode: event.livemode)
        }
        return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
    }

    private func replay(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        guard let id = request.id("eventId", as: ProviderEventID.self) else { throw DashboardProblem.notFound("event") }
        let notice: DashboardNotice
        switch try await events.replay("\(id)", in: caller.events, at: services.now) {
        case .replayed: notice = .replayed
        case .applied: notice = .settled
        case .notFound: throw DashboardProblem.notFound("event")
        }
        return .response(DashboardPages.redirect("/dashboard/events/\(id)?notice=\(notice.rawValue)"))
    }
}

extension DashboardCaller {
    var events: EventScope { .merchant(organizationID, livemode: livemode) }
}

extension ProviderEventFilter {
    fileprivate init(_ filter: EventListPage.Filter) {
        switch filter {
        case .all: self = .all
        case .troubled: self = .troubled
        case .standing(let standing): self = .state(ProviderEventState(standing))
        }
    }
}

extension ProviderEventState {
    fileprivate init(_ standing: EventStanding) {
        self =
            switch standing {
            case .received: .received
            case .applied: .applied
            case .parked: .parked
            case .review: .review
            case .ignored: .ignored
            case .failed: .failed
            }
    }
}

extension EventListPage.Line {
    fileprivate init(_ event: ProviderEventSummary) {
        self.init(
            id: event.id.description, providerID: event.eventID, type: event.type, receivedAt: event.receivedAt,
            standing: EventStanding(event.state), tries: event.tries)
        error = event.lastError
        session = event.sessionID
        subscription = event.subscriptionID
    }

    fileprivate init(_ stored: StoredProviderEvent) {
        self.init(
            id: stored.event.id.description, providerID: stored.event.eventID, type: stored.event.type,
            receivedAt: stored.event.receivedAt, standing: EventStanding(stored.state), tries: stored.tries)
        error = stored.lastError
        session = stored.sessionID
        subscription = stored.subscriptionID
    }
}
