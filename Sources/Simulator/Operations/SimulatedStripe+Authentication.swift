package import Checkout
import HTTPMessages

/// What the buyer does on the 3DS page.
package enum AuthenticationOutcome: String, CaseIterable, Sendable {
    case approve
    case refuse
}

/// An intent after the buyer has been on the 3DS page.
package struct AuthenticatedIntent: Hashable, Sendable {
    package let id: String
    package let status: String
    /// Where the buyer goes back to, with Stripe's three parameters; nil without a return URL.
    package let returnURL: String?
}

/// What the 3DS page shows.
package struct PendingAuthentication: Hashable, Sendable {
    /// Nil where nothing is paid now.
    package let amount: Int64?
    package let currency: String?
    package let brand: String
    package let last4: String
}

/// Why there is nothing to prove.
package enum AuthenticationError: Error, Hashable, Sendable {
    case noSuchIntent
    case notPending(status: String)
}

extension SimulatedStripe {
    package func pendingAuthentication(_ id: String) throws(AuthenticationError) -> PendingAuthentication {
        guard let status = paymentIntents[id]?.status ?? setupIntents[id]?.status else { throw .noSuchIntent }
        let methodID = paymentIntents[id]?.paymentMethod ?? setupIntents[id]?.paymentMethod
        guard status == .requiresAction, let method = methodID.flatMap({ paymentMethods[$0] }) else {
            throw .notPending(status: status.rawValue)
        }
        return PendingAuthentication(
            amount: paymentIntents[id]?.amount, currency: paymentIntents[id]?.currency,
            brand: method.card?.brand.rawValue ?? method.type, last4: method.last4)
    }

    /// The buyer has proved who they are, or would not.
    package mutating func authenticate(
        _ id: String, _ outcome: AuthenticationOutcome, at now: Timestamp
    ) throws(AuthenticationError) -> AuthenticatedIntent {
        advance(to: now)
        _ = try pendingAuthentication(id)
        if var intent = paymentIntents[id], let method = intent.paymentMethod.flatMap({ paymentMethods[$0] }) {
            switch (outcome, method.card?.decline) {
            case (.refuse, _): failAuthentication(&intent, method, at: now)
            case (.approve, let decline?): fail(&intent, method, decline, at: now, by: nil)
            case (.approve, nil): settle(&intent, method, at: now, by: nil)
            }
            return AuthenticatedIntent(
                id: id, status: intent.status.rawValue,
                returnURL: Self.returnURL(
                    intent.returnURL, kind: "payment_intent", id, intent.clientSecret,
                    hasSucceeded: outcome == .approve && intent.status != .requiresPaymentMethod))
        }
        guard var intent = setupIntents[id], let method = intent.paymentMethod.flatMap({ paymentMethods[$0] }) else {
            throw .noSuchIntent
        }
        switch outcome {
        case .refuse: fail(&intent, .setupAuthentication(method), at: now, by: nil)
        case .approve: complete(&intent, method, at: now, by: nil)
        }
        return AuthenticatedIntent(
            id: id, status: intent.status.rawValue,
            returnURL: Self.returnURL(
                intent.returnURL, kind: "setup_intent", id, intent.clientSecret, hasSucceeded: outcome == .approve))
    }

    /// The merchant's return URL with what Stripe adds to it.
    private static func returnURL(
        _ url: String?, kind: String, _ id: String, _ secret: String, hasSucceeded: Bool
    ) -> String? {
        guard let url else { return nil }
        let fragment = url.firstIndex(of: "#") ?? url.endIndex
        let base = url[..<fragment]
        let separator = base.contains("?") ? "&" : "?"
        return "\(base)\(separator)\(kind)=\(id)&\(kind)_client_secret=\(secret)"
            + "&redirect_status=\(hasSucceeded ? "succeeded" : "failed")\(url[fragment...])"
    }
}

extension StripeFailure {
    fileprivate static func setupAuthentication(_ method: PaymentMethod) -> StripeFailure {
        StripeFailure(
            status: .paymentRequired, kind: .invalidRequest, code: "setup_intent_authentication_failure",
            message: "The latest attempt to set up the payment method has failed because authentication failed.",
            details: ["payment_method": method.json])
    }
}
