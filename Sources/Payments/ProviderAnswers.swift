package import Checkout
package import Cryptography

/// What came of asking for an intent.
package enum CreateAnswer: Sendable {
    case created(CreatedIntent)
    /// The provider will never make such an intent; the reason is for the log and the timeline.
    case refused(reason: String)
    /// It may or may not have been made. Asking again under the same key tells.
    case unanswered(ProviderFailure)
}

/// An intent that exists.
package struct CreatedIntent: Sendable {
    package let intentID: String
    /// For the provider's script in the buyer's browser.
    package let clientSecret: SecretString
    package let report: IntentReport

    package init(intentID: String, clientSecret: SecretString, report: IntentReport) {
        self.intentID = intentID
        self.clientSecret = clientSecret
        self.report = report
    }
}

/// Why there is no answer.
package struct ProviderFailure: Error, Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        /// No connection, no answer, or one cut short.
        case unreachable
        /// It answered, with its own error.
        case broken
        case rateLimited = "rate_limited"
        /// It does not take our key, or the account is not ours.
        case unauthorized
        /// It knows no such object.
        case notFound = "not_found"
        /// It refuses the request as it is.
        case refused
    }

    package let kind: Kind
    /// Whether the request may have had an effect that nobody knows of.
    package let mayHaveActed: Bool
    package let retryAfter: Duration?
    /// The provider's name for the exchange, to ask its support about.
    package let requestID: String?
    /// The provider's own word for what is wrong, where it has one.
    package let code: String?
    /// When it refuses because the payment method cannot pay.
    package let decline: Decline?
    /// For the log; no secrets, and nothing of the buyer.
    package let detail: String

    package init(
        kind: Kind, mayHaveActed: Bool, retryAfter: Duration? = nil, requestID: String? = nil, code: String? = nil,
        decline: Decline? = nil, detail: String
    ) {
        self.kind = kind
        self.mayHaveActed = mayHaveActed
        self.retryAfter = retryAfter
        self.requestID = requestID
        self.code = code
        self.decline = decline
        self.detail = detail
    }
}
