import Checkout
import CheckoutFlow
import CheckoutStore
package import HTTPMessages
import HTTPServer

/// `POST /checkout/{sessionId}/again`: what a buyer did not pay in time is ordered once more, if a buyer could order it.
struct StartAgainRoute: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/checkout/{sessionId}/again") { request, _ in try await startAgain(request) }
    }

    private func startAgain(_ request: HTTPRequest) async throws -> HTTPReply {
        try services.requireOwnPage(request)
        try request.refuseCardNumbers()
        let record = try await services.pagedSession(request)
        guard try hasExpired(record) else { return .response(Self.answer(record.id, services)) }
        try services.admit(.confirm, record.id)
        let new = try await newSession(like: record)
        // Two clicks, and two tabs, make one.
        let owner = RequestOwner(record.organizationID, livemode: record.terms.merchant.livemode)
        let key = try services.keyedRequest("till-again-\(record.id)", request, owner)
        return try await services.keyed(key, requestID: request.id) { keyed in try await open(new, keyed) }
    }

    /// False while it can still be paid.
    private func hasExpired(_ record: SessionRecord) throws -> Bool {
        let answers = SessionAnswers(services: services)
        switch record.state.status {
        case .completed: throw APIError.sessionCompleted(answers.anybodys(record))
        case .canceled: throw APIError.sessionCanceled(answers.anybodys(record))
        case .expired: return true
        case .pending, .processing, .failed:
            return record.state.unresolvedAttempt == nil && services.now >= record.terms.expiresAt
        }
    }

    private func open(_ new: NewSession, _ keyed: KeyedRequest?) async throws -> HTTPResponse {
        let services = services
        let use = keyed?.use { record in record.state.version > 0 ? Self.answer(record.id, services) : nil }
        switch try await services.flow.create(new, idempotency: use) {
        case .open(let record, _): return Self.answer(record.id, services)
        case .refused(let refusal): throw APIError(refusal)
        case .notConfigured: throw APIError.providerNotConfigured
        case .refusedByProvider(let reason): throw APIError.orderRefused(reason)
        case .providerFailed(let failure): throw APIError(failure)
        case .answered(let answer):
            guard let keyed else { throw APIError.unexpected("an answer to a key that was not sent") }
            return try keyed.response(answer)
        }
    }

    private static func answer(_ id: CheckoutSessionID, _ services: APIServices) -> HTTPResponse {
        .object { json in
            json.member("id", id)
            json.member("url", services.body.checkoutURL(id))
            json.member("embedUrl", services.body.embeddedURL(id))
        }
    }

    // MARK: The same order

    private func newSession(like record: SessionRecord) async throws -> NewSession {
        let terms = record.terms
        guard
            terms.mayBeOrderedAgain, let priceID = terms.priceID,
            let organization = try await services.organizations.find(record.organizationID),
            let offer = try await services.catalog.offer(
                priceID, of: record.organizationID, livemode: terms.merchant.livemode)
        else { throw APIError.orderNotRepeatable }
        let price = offer.price.price
        // A trial, or a price, that the merchant had granted this once is for the merchant to grant again.
        guard price.isActive, offer.product.isActive, terms.trialDays == price.trialDays else {
            throw APIError.orderNotRepeatable
        }
        var order = CheckoutOrder(.price(price))
        order.quantity = terms.quantity
        order.customer = terms.customer
        order.metadata = terms.metadata
        order.presentation = terms.presentation
        order.successURL = terms.successURL?.text
        order.cancelURL = terms.cancelURL?.text
        order.provider = terms.provider
        order.lifetimeSeconds = Int((terms.expiresAt - terms.createdAt).components.seconds)
        return try services.newSession(
            order, organization, livemode: terms.merchant.livemode, user: record.tokenUser, product: offer.summary,
            at: services.now)
    }
}

extension SessionTerms {
    /// Whether a buyer could order the same: what the merchant has priced or prepared by hand is the merchant's to offer.
    var mayBeOrderedAgain: Bool {
        priceID != nil && existingSubscriptionID == nil && couponCode == nil && quote.discount.isZero
    }
}

extension APIError {
    package static var orderNotRepeatable: APIError {
        APIError(
            .conflict, code: "order_not_repeatable",
            message: "This cannot be ordered again from here. Please go back to the seller.")
    }
}
