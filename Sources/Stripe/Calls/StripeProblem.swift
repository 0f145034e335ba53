import HTTPClient
import HTTPMessages

/// An answer of Stripe's that is no success, or the lack of an answer.
struct StripeProblem: Error, Hashable, Sendable {
    /// Which of Stripe's families (https://docs.stripe.com/error-handling) it belongs to.
    enum Kind: Hashable, Sendable {
        case card
        case invalidRequest
        case notFound
        case authentication
        case permission
        case rateLimited
        /// The key was used with other parameters, which only a bug of ours does.
        case keyMismatch
        /// The first request with this key is still running.
        case keyInUse
        /// Stripe's own error.
        case server
        /// Not an answer of Stripe's: a proxy's page, half an object.
        case unreadable
        case notSent
        case noAnswer
    }

    /// What can be known of the request's effect.
    enum Effect: Hashable, Sendable {
        /// Provably none.
        case none
        /// The answer tells it.
        case told
        /// Nobody knows. `isOver` when at least no execution is under way any more.
        case unknown(isOver: Bool)
    }

    var kind: Kind
    /// 0 without an answer.
    var status = 0
    /// The `error` member, empty without one.
    var error = JSONObject()
    var requestID: String?
    var retryAfter: Duration?
    /// Stripe's own opinion on trying again.
    var shouldRetry: Bool?
    /// For the log.
    var detail = ""

    var code: String? { error["code"]?.string }
    var declineCode: String? { error["decline_code"]?.string }
    var param: String? { error["param"]?.string }

    var effect: Effect {
        switch kind {
        case .notSent, .invalidRequest, .notFound, .authentication, .permission, .rateLimited: .none
        case .card: .told
        case .keyInUse, .keyMismatch, .noAnswer, .unreadable: .unknown(isOver: false)
        // An answer in Stripe's own words is what the key keeps: that execution has ended. A proxy's is not.
        case .server: .unknown(isOver: status == 500 && !error.isEmpty)
        }
    }
}
