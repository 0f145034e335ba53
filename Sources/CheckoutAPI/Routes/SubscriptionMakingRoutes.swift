import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer
import Payments

/// `POST /v1/subscriptions` and the links by which they are paid. Repeated without a key, a request finds what it has made.
struct SubscriptionMakingRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/v1/subscriptions") { request, _ in try await create(request) }
        table.post("/v1/subscriptions/{subscriptionId}/checkout") { request, _ in try await checkout(request) }
    }

    private var links: SubscriptionLinks { SubscriptionLinks(services: services) }

    // MARK: Create

    private func create(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try SubscriptionRequest(request.fields())
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            try await create(wanted, caller)
        }
    }

    private func create(_ wanted: SubscriptionRequest, _ caller: MerchantCaller) async throws -> HTTPResponse {
        let offer = try await services.offer(
            wanted.priceID, of: caller.organization.id, livemode: caller.livemode)
        let new = try plan(of: wanted, offer, caller)
        switch try await services.subscriptions.make(new) {
        case .noSuchCustomer: throw APIError.customerNotFound(param: "customerId")
        case .refused(let refusal): throw APIError(refusal, namesSubscription: true)
        case .made(let record, let customer, let isNew):
            guard record.state.status == .pendingPayment else {
                return .subscription(record, for: .secretKey(caller), .created)
            }
            let (waiting, link) = try await links.open(
                record, isNew: isNew, offer, customer.details, wanted.presentation, caller.organization)
            return .subscription(waiting, for: .secretKey(caller), link: link, .created)
        }
    }

    /// Refused here is what could never be paid: before anything is written.
    private func plan(
        of wanted: SubscriptionRequest, _ offer: Offer, _ caller: MerchantCaller
    ) throws -> NewSubscription {
        try offer.requireOnSale()
        guard let plan = SubscriptionPlan(offer.price.price, quantity: wanted.quantity) else {
            throw APIError.invalid("priceId", "a price that is not paid just once")
        }
        guard plan.amount != nil else {
            throw APIError(OrderProblem("quantity", .outOfRange(CheckoutLimits.amountMinorUnits)))
        }
        try wanted.presentation.check(livemode: caller.livemode)
        if !plan.isFree, wanted.start == .pendingPayment,
            services.providers.connected(wanted.provider, livemode: caller.livemode) == nil
        {
            throw APIError.providerNotConfigured
        }
        return NewSubscription(
            for: wanted.subscriber, of: caller.organization, livemode: caller.livemode, plan: plan,
            metadata: wanted.metadata, isDraft: wanted.start == .draft, isTrial: offer.price.price.trialDays > 0,
            provider: wanted.provider, at: services.now)
    }

    // MARK: A link

    private func checkout(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let presentation = try SubscriptionLinks.Presentation(request.fields())
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            try presentation.check(livemode: caller.livemode)
            let record = try await services.subscription(in: request, of: .secretKey(caller))
            return try await checkout(record, presentation, caller)
        }
    }

    private func checkout(
        _ record: SubscriptionRecord, _ presentation: SubscriptionLinks.Presentation, _ caller: MerchantCaller
    ) async throws -> HTTPResponse {
        if record.state.status.isLive { throw APIError.notPayable(record) }
        let plan = record.state.plan
        let offer = try await services.offer(plan.priceID, of: record.organizationID, livemode: caller.livemode)
        try offer.requireOnSale()
        if plan.isFree {
            // There is nothing to pay.
            let outcome = try await services.flow.subscriptions.override(record.id, to: .active)
            return .subscription(try outcome.record(), for: .secretKey(caller))
        }
        guard
            let customer = try await services.customers.customer(
                record.terms.customerID, of: record.organizationID, livemode: caller.livemode)
        else { throw APIError.customerNotFound() }
        let (waiting, link) = try await links.open(
            record, isNew: false, offer, customer.details, presentation, caller.organization)
        return .subscription(waiting, for: .secretKey(caller), link: link)
    }
}

extension SubscriptionLinks.Presentation {
    /// What could not be led to is refused before anything is written.
    func check(livemode: Bool) throws(APIError) {
        do throws(OrderProblem) {
            if let successURL { _ = try RedirectTemplate(successURL, param: "successUrl", livemode: livemode) }
            if let cancelURL { _ = try RedirectTemplate(cancelURL, param: "cancelUrl", livemode: livemode) }
        } catch {
            throw APIError(error)
        }
    }
}
