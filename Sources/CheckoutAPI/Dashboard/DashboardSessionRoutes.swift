import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer
import Pages

/// The dashboard's list of sessions, and what is told of one of them.
struct DashboardSessionRoutes: Sendable {
    private static let pageLimit = 50

    let pages: DashboardPages
    private var services: APIServices { pages.services }

    func add(to table: inout RouteTable) {
        table.get("/dashboard", pages.page { request, caller in try await list(request, caller) })
        table.get(
            "/dashboard/sessions/{sessionId}", pages.page { request, caller in try await show(request, caller) })
    }

    // MARK: The list

    private func list(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        let query = try request.query()
        let text = try query.string("q", atMost: DashboardQuery.characterCount) ?? ""
        let wish = DashboardQuery(text)
        if let wish, let path = try await path(of: wish, caller) { return .response(DashboardPages.redirect(path)) }
        // A form sends what is empty too.
        let status: SessionStatus? = query["status"] == "" ? nil : try query.choice("status")
        let cursor = try query.cursor()
        var filter = SessionFilter(organizationID: caller.organizationID, livemode: caller.livemode)
        filter.status = status
        let (found, searchedBy) = try await sessions(wish, filter, after: cursor)
        var page = SessionListPage(found.items.map { .init($0.session, product: $0.product?.name) })
        page.status = status
        page.search = text.trimmingBlanks
        page.searchedBy = searchedBy
        page.next = found.next?.description
        page.isFirst = cursor == nil
        return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
    }

    private func sessions(
        _ wish: DashboardQuery?, _ filter: SessionFilter, after cursor: ListCursor?
    ) async throws -> (Page<SessionRecord>, searchedBy: String?) {
        func search(_ search: SessionSearch) async throws -> Page<SessionRecord> {
            try await services.store.search(search, in: filter, after: cursor, limit: Self.pageLimit)
        }
        switch wish {
        case nil: return (try await services.store.list(filter, after: cursor, limit: Self.pageLimit), nil)
        case .search(let wanted, let name): return (try await search(wanted), name)
        case .words(let text):
            let found = try await search(.externalID(text))
            if !found.items.isEmpty || cursor != nil { return (found, "customer id") }
            return (try await search(.email(text)), "customer id and e-mail")
        // What would have led to one page, and is not there.
        case .session, .subscription, .review, .intent, .event: return (.empty, "id")
        }
    }

    /// Where there is one page for what is searched for.
    private func path(of wish: DashboardQuery, _ caller: DashboardCaller) async throws -> String? {
        switch wish {
        case .session(let id): return try await path(of: id, caller)
        case .intent(let id):
            for provider in PaymentProvider.allCases {
                guard let session = try await services.store.sessionID(ofIntent: id, provider: provider) else {
                    continue
                }
                return try await path(of: session, caller)
            }
            return nil
        case .subscription(let id):
            let found = try await services.subscriptions.find(id, of: caller.organizationID, livemode: caller.livemode)
            return found.map { "/dashboard/subscriptions/\($0.id)" }
        case .review(let id):
            return try await services.reviews.review(id, in: caller.reviews).map { "/dashboard/reviews/\($0.id)" }
        case .event(let reference):
            let found = try await ProviderEvents(services.store.pool).find(reference, in: caller.events)
            return found.map { "/dashboard/events/\($0.event.id)" }
        case .search, .words: return nil
        }
    }

    private func path(of id: CheckoutSessionID, _ caller: DashboardCaller) async throws -> String? {
        try await session(id, caller).map { "/dashboard/sessions/\($0.id)" }
    }

    // MARK: One session

    private func show(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        guard
            let id = request.id("sessionId", as: CheckoutSessionID.self), let record = try await session(id, caller)
        else { throw DashboardProblem.notFound("session") }
        let timeline = try await services.store.timeline(id).map(TimelineLine.init)
        var page = SessionPage(record.session, product: record.product, timeline: timeline)
        page.subscription = record.subscription
        page.tokenUser = record.tokenUser
        var refunds = RefundFilter(organizationID: caller.organizationID, livemode: caller.livemode)
        refunds.session = id
        page.refunds = try await services.refunds.list(refunds, limit: 100).items.map {
            RefundLine($0.terms, $0.state)
        }
        page.reviews = try await services.reviews.list(caller.reviews, of: id).map(ReviewLine.init)
        page.providerURL = services.settings.hasProviderPages ? record.session.providerURL : nil
        if !record.state.status.isTerminal { page.checkoutURL = services.body.checkoutURL(id) }
        return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
    }

    /// To everybody else it does not exist.
    private func session(_ id: CheckoutSessionID, _ caller: DashboardCaller) async throws -> SessionRecord? {
        guard
            let record = try await services.store.record(id), record.state.version > 0,
            record.organizationID == caller.organizationID, record.terms.merchant.livemode == caller.livemode
        else { return nil }
        return record
    }
}

extension DashboardCaller {
    /// What belongs to no organization is the operator's.
    var reviews: ReviewScope { .merchant(organizationID, livemode: livemode) }
}
