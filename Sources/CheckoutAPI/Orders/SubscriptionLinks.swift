import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import HTTPMessages

/// The checkout by which a subscription can be paid that waits for it.
struct SubscriptionLink: Sendable {
    let session: SessionRecord
    let url: String
    /// For whoever has just asked for it.
    var clientSecret: SecretString?
}

/// Makes such checkouts and finds them. Link and checkout live equally long, and there is one at a time: whoever asks again
/// gets the one that is there.
struct SubscriptionLinks: Sendable {
    /// Where a link leads to, beside the payment.
    struct Presentation: Sendable {
        var mode: CheckoutOrder.Presentation?
        var successURL: String?
        var cancelURL: String?
    }

    let services: APIServices

    /// A subscription that was just made waits since this moment; the link of any other is renewed.
    func open(
        _ record: SubscriptionRecord, isNew: Bool, _ offer: Offer, _ customer: CustomerDetails,
        _ presentation: Presentation, _ organization: Organization
    ) async throws -> (SubscriptionRecord, SubscriptionLink) {
        let order = order(record, offer, customer, presentation)
        if !isNew, let earlier = try await earlier(record, order, organization) { return (record, earlier) }
        let time = isNew ? record.state.createdAt : services.now
        let new = try newSession(order, organization, record, offer, at: time)
        let renewed = isNew ? record : try await renew(record.id, at: time)
        return (renewed, try link(try await session(new), showsSecret: true))
    }

    /// Those of the ones that wait.
    func find(for records: [SubscriptionRecord]) async throws -> [SubscriptionID: SubscriptionLink] {
        try await services.subscriptions.links(of: records, at: services.now).compactMapValues { sessions in
            try sessions.first.map { try link($0, showsSecret: false) }
        }
    }

    /// Somebody is about to pay it by a checkout of their own: it must not run out before that does.
    func keep(_ record: SubscriptionRecord, until time: Timestamp) async throws {
        if record.state.status == .pendingPayment, let expiry = record.state.linkExpiresAt, expiry >= time { return }
        _ = try await renew(record.id, at: services.now)
    }

    /// Nobody is to be shown a checkout that would be refused at the end. One that is being paid at this moment is refused
    /// there, and its payment goes back.
    func withdraw(from record: SubscriptionRecord) async throws {
        for session in try await services.subscriptions.outdatedLinks(of: record, at: services.now) {
            _ = try await services.flow.cancel(session)
        }
    }

    // MARK: Steps

    private func earlier(
        _ record: SubscriptionRecord, _ order: CheckoutOrder, _ organization: Organization
    ) async throws -> SubscriptionLink? {
        let open = try await services.subscriptions.links(of: [record], at: services.now)[record.id] ?? []
        let same = open.first { session in
            session.terms.successURL?.text == order.successURL && session.terms.cancelURL?.text == order.cancelURL
                && session.terms.expiresAt - session.terms.createdAt == .seconds(CheckoutLimits.linkLifetimeSeconds)
        }
        return try same.map { try link($0, showsSecret: true) }
    }

    private func order(
        _ record: SubscriptionRecord, _ offer: Offer, _ customer: CustomerDetails, _ presentation: Presentation
    ) -> CheckoutOrder {
        var order = CheckoutOrder(.price(offer.price.price))
        order.quantity = record.state.plan.quantity
        order.customer = customer
        order.metadata = record.state.metadata
        order.presentation = presentation.mode ?? .redirect
        order.successURL = presentation.successURL
        order.cancelURL = presentation.cancelURL
        order.existingSubscriptionID = record.id
        order.provider = record.terms.provider
        order.lifetimeSeconds = CheckoutLimits.linkLifetimeSeconds
        return order
    }

    private func newSession(
        _ order: CheckoutOrder, _ organization: Organization, _ record: SubscriptionRecord, _ offer: Offer,
        at time: Timestamp
    ) throws -> NewSession {
        do {
            return try services.newSession(
                order, organization, livemode: record.terms.livemode, product: offer.summary, at: time)
        } catch let problem as OrderProblem {
            throw APIError(problem)
        }
    }

    private func renew(_ id: SubscriptionID, at time: Timestamp) async throws -> SubscriptionRecord {
        let outcome = try await services.subscriptions.apply(id, at: time) { machine throws(StartRefusal) in
            try machine.paymentRequested(at: time)
        }
        switch outcome {
        case .applied(let record, _): return record
        case .refused(_, let record): throw APIError.notPayable(record)
        case .notFound, .duplicateEvent: throw APIError.noSuchSubscription
        }
    }

    private func session(_ new: NewSession) async throws -> SessionRecord {
        switch try await services.flow.create(new) {
        case .open(let record, _): return record
        case .refused(let refusal): throw APIError(refusal)
        case .notConfigured: throw APIError.providerNotConfigured
        case .refusedByProvider(let reason): throw APIError.orderRefused(reason)
        case .providerFailed(let failure): throw APIError(failure)
        case .answered: throw APIError.unexpected("an answer to a key that was not sent")
        }
    }

    private func link(_ session: SessionRecord, showsSecret: Bool) throws -> SubscriptionLink {
        var link = SubscriptionLink(session: session, url: services.body.checkoutURL(session.id))
        if showsSecret, let hash = session.clientSecretHash {
            link.clientSecret = try services.keys.clientSecret(of: session.id, hash: hash)
        }
        return link
    }
}
