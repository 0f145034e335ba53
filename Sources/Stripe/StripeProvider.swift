import Checkout
import HTTPMessages
package import Payments

/// Stripe, as the service wants a provider to be.
package struct StripeProvider: Sendable {
    let api: StripeAPI

    package init(api: StripeAPI) { self.api = api }

    /// The same as a value without a name of its own.
    package var client: ProviderClient {
        ProviderClient(
            createIntent: createIntent, confirmIntent: confirmIntent,
            lookUpIntent: { intent throws(ProviderFailure) in try await lookUpIntent(intent) },
            cancelIntent: { intent throws(ProviderFailure) in try await cancelIntent(intent) },
            refund: { order throws(ProviderFailure) in try await refund(order) },
            customers: customers, subscriptions: subscriptions, invoices: invoices, refunds: refunds,
            catalog: catalog)
    }

    /// What an answer says about an intent; an answer that cannot be read is none.
    func read(_ object: JSONObject) throws(ProviderFailure) -> StripeIntent {
        do throws(UnreadableMember) {
            return try StripeIntent(object)
        } catch {
            throw ProviderFailure(
                kind: .broken, mayHaveActed: true, retryAfter: nil, requestID: nil,
                detail: "unreadable intent: \(error.member)")
        }
    }
}

extension ProviderFailure {
    init(_ failure: StripeCallFailure) {
        let problem = failure.problem
        let kind: Kind =
            switch problem.kind {
            case .notSent, .noAnswer: .unreachable
            case .server, .unreadable, .keyInUse: .broken
            case .rateLimited: .rateLimited
            case .authentication, .permission: .unauthorized
            case .notFound: .notFound
            case .card, .invalidRequest, .keyMismatch: .refused
            }
        self.init(
            kind: kind, mayHaveActed: failure.effect != .none && failure.effect != .told,
            retryAfter: problem.retryAfter,
            requestID: problem.requestID, code: problem.code,
            decline: problem.kind == .card ? Decline(stripeError: problem.error) : nil,
            detail: "\(problem.status) \(problem.kind) \(problem.detail)")
    }
}
