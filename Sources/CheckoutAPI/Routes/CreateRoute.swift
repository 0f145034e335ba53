import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
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
        let orderer = try Orderer(caller)
        let order = try OrderRequest(request.fields(), isMerchant: orderer.isMerchant)
        return try await services.keyed(request, RequestOwner(caller)) { keyed in
            try await place(order, orderer, keyed)
        }
    }

    private func place(
        _ request: OrderRequest, _ orderer: Orderer, _ keyed: KeyedRequest?
    ) async throws -> HTTPResponse {
        let new = try await newSession(request, orderer)
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

    private func newSession(_ request: OrderRequest, _ orderer: Orderer) async throws -> NewSession {
        let (item, product) = try await item(of: request, orderer)
        let id = CheckoutSessionID(UniqueID(bits: try RandomUUID.version4()))
        let terms = try terms(request, item, orderer, id)
        var new = NewSession(organizationID: orderer.organization.id, terms: terms, tokenUser: orderer.user)
        new.clientSecretHash = try ServiceKeys.hash(services.keys.clientSecret(of: id)).bytes
        new.product = product
        if let user = OrderUser(tokenUser: orderer.user, customer: terms.customer) {
            let fingerprint = OrderFingerprint(terms, user: user, organization: orderer.organization.id.id)
            new.orderFingerprint = try SHA256.hash(fingerprint.bytes).bytes
        }
        return new
    }

    private func terms(
        _ request: OrderRequest, _ item: CheckoutOrder.Item, _ orderer: Orderer, _ id: CheckoutSessionID
    ) throws(APIError) -> SessionTerms {
        let organization = orderer.organization
        let merchant = MerchantTerms(
            livemode: orderer.livemode, accountID: organization.stripeAccountID,
            latePayments: organization.latePayments)
        do throws(OrderProblem) {
            return try SessionTerms(
                request.order(item, user: orderer.user), id: id, merchant: merchant, at: services.now)
        } catch {
            throw request.error(error)
        }
    }

    private func item(
        of request: OrderRequest, _ orderer: Orderer
    ) async throws -> (CheckoutOrder.Item, ProductSummary?) {
        switch request.item {
        case .amount(let amount): return (.amount(amount), nil)
        case .price(let id, let currency):
            guard
                let offer = try await services.catalog.offer(
                    id, of: orderer.organization.id, livemode: orderer.livemode)
            else { throw APIError.priceNotFound(param: "priceId") }
            let price = offer.price.price
            guard currency == nil || currency == price.unitAmount.currency else {
                throw APIError.invalid("currency", "\(price.unitAmount.currency), like the price, or left out")
            }
            return (.price(price), offer.summary)
        }
    }
}
