import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `POST /v1/checkout/create`: an order becomes a session that can be paid.
struct CreateRoute: Sendable {
    /// Who orders.
    private struct Orderer: Sendable {
        let organization: Organization
        let livemode: Bool
        /// The end user, when it is one's own page.
        let user: String?

        var isMerchant: Bool { user == nil }

        init(_ caller: Caller) throws(APIError) {
            switch caller {
            case .secretKey(let merchant):
                (organization, livemode) = (merchant.organization, merchant.livemode)
                user = nil
            case .sessionToken(let token):
                try token.require(.createCheckout)
                (organization, livemode) = (token.organization, token.livemode)
                user = token.userID
            case .clientSecret: throw .credentialNotEnough
            }
        }
    }

    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post(
            "/v1/checkout/create",
            services.openToBrowsers { request, _, origin in try await create(request, origin) })
    }

    private func create(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let caller = try await Authentication(services).caller(of: request, origin)
        try request.refuseCardNumbers()
        let orderer = try Orderer(caller)
        let order = try OrderRequest(request.fields(), isMerchant: orderer.isMerchant)
        return try await services.keyed(request, RequestOwner(caller)) { keyed in
            try await place(order, orderer, caller, keyed)
        }
    }

    private func place(
        _ request: OrderRequest, _ orderer: Orderer, _ caller: Caller, _ keyed: KeyedRequest?
    ) async throws -> HTTPResponse {
        let existing = try await ExistingSubscription.find(request, caller, services)
        let new = try await newSession(request, orderer, existing)
        try await existing?.wait(until: new.terms.expiresAt, services)
        let answers = SessionAnswers(services: services)
        let use = keyed?.use { record in record.state.version > 0 ? try answers.created(record) : nil }
        switch try await services.flow.create(new, idempotency: use) {
        case .open(let record, _): return try answers.created(record)
        case .refused(let refusal): throw APIError(refusal)
        case .notConfigured: throw APIError.providerNotConfigured
        case .refusedByProvider(let reason): throw APIError.orderRefused(reason)
        case .providerFailed(let failure): throw APIError(failure)
        case .answered(let answer):
            guard let keyed else { throw APIError.unexpected("an answer to a key that was not sent") }
            return try keyed.response(answer)
        }
    }

    // MARK: The order

    private func newSession(
        _ request: OrderRequest, _ orderer: Orderer, _ existing: ExistingSubscription?
    ) async throws -> NewSession {
        if let existing, existing.isRunning, try await !isUpgrade(request, orderer, existing) {
            let changed = try await OrderedChange.find(request, of: existing.record, services)
            var order = request.order(.price(changed.offer.price.price), for: existing.record, user: orderer.user)
            order.provider = existing.record.terms.provider
            order.change = changed.change
            return try newSession(order, request, orderer, changed.offer.summary)
        }
        let (item, product) = try await item(of: request, orderer, existing?.record)
        return try newSession(
            request.order(item, for: existing?.record, user: orderer.user), request, orderer, product)
    }

    /// From what costs nothing to what has to be paid for.
    private func isUpgrade(
        _ request: OrderRequest, _ orderer: Orderer, _ existing: ExistingSubscription
    ) async throws -> Bool {
        guard existing.record.state.mayBeUpgraded, let id = request.priceID else { return false }
        let offer = try await services.offer(id, of: orderer.organization.id, livemode: orderer.livemode)
        return existing.upgrade(to: offer)
    }

    private func newSession(
        _ order: CheckoutOrder, _ request: OrderRequest, _ orderer: Orderer, _ product: ProductSummary?
    ) throws -> NewSession {
        do {
            return try services.newSession(
                order, orderer.organization, livemode: orderer.livemode, user: orderer.user, product: product,
                at: services.now)
        } catch let problem as OrderProblem {
            throw request.error(problem)
        }
    }

    private func item(
        of request: OrderRequest, _ orderer: Orderer, _ existing: SubscriptionRecord?
    ) async throws -> (CheckoutOrder.Item, ProductSummary?) {
        let (id, currency): (PriceID, Currency?)
        switch request.item ?? existing.map({ .price($0.state.plan.priceID, nil) }) {
        case .amount(let amount): return (.amount(amount), nil)
        case .price(let price, let told): (id, currency) = (price, told)
        case nil: throw APIError.missing("priceId")
        }
        let offer = try await services.offer(id, of: orderer.organization.id, livemode: orderer.livemode)
        try offer.requireOnSale()
        let price = offer.price.price
        guard currency == nil || currency == price.unitAmount.currency else {
            throw APIError.invalid("currency", "\(price.unitAmount.currency), like the price, or left out")
        }
        return (.price(price), offer.summary)
    }
}
