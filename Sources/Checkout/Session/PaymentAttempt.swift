/// One try to pay: a row that is committed before the provider is called.
package struct PaymentAttempt: Hashable, Sendable, Codable {
    /// 1 for a session's first.
    package let number: Int
    /// The provider's name for a card or account; a handle, not a secret. `nil` when the provider did not tell.
    package let paymentMethod: String?
    /// Where the buyer is to go on to afterwards. The provider itself always sends the buyer back to us.
    package let returnURL: String?
    package let origin: Origin
    package let startedAt: Timestamp
    /// When the provider was last called for it: until some time after that a request may still be under way.
    package var sentAt: Timestamp
    package var outcome: AttemptOutcome
    /// The provider has finished with our request, although we could not read how: no late execution is to be feared.
    package var requestIsOver: Bool

    /// Who asked the provider to confirm.
    package enum Origin: String, Hashable, Sendable, Codable {
        case till
        /// Somebody who talked to the provider directly: its own script in the buyer's browser.
        case elsewhere
    }

    package init(
        number: Int, paymentMethod: String?, returnURL: String? = nil, origin: Origin = .till, startedAt: Timestamp,
        outcome: AttemptOutcome = .started
    ) {
        self.number = number
        self.paymentMethod = paymentMethod
        self.returnURL = returnURL
        self.origin = origin
        self.startedAt = startedAt
        self.sentAt = startedAt
        self.outcome = outcome
        self.requestIsOver = false
    }
}

/// How far one attempt has come. Unresolved ones forbid another attempt.
package enum AttemptOutcome: String, Hashable, Sendable, Codable, CaseIterable {
    /// Recorded; the provider is being called.
    case started
    /// The call's answer was lost. Only a look-up, an event or the same call under the same key can resolve it.
    case unknown
    case requiresAction = "requires_action"
    case processing
    case succeeded
    case declined
    /// The request provably never took effect.
    case notProcessed = "not_processed"
    /// The buyer chose another payment method while the bank's check was open.
    case superseded
    /// The intent was canceled under it.
    case canceled

    package var isUnresolved: Bool {
        switch self {
        case .started, .unknown, .requiresAction, .processing: true
        case .succeeded, .declined, .notProcessed, .superseded, .canceled: false
        }
    }

    /// Within one attempt, provider events may only ever move it forward through these.
    var progress: Int {
        switch self {
        case .started: 0
        case .unknown: 1
        case .requiresAction: 2
        case .processing: 3
        case .succeeded, .declined, .notProcessed, .superseded, .canceled: 4
        }
    }
}

/// What the store has to write about attempts.
package enum AttemptChange: Hashable, Sendable {
    case started(PaymentAttempt)
    /// The same attempt, further on.
    case updated(PaymentAttempt)
    /// An earlier attempt than the session's last one turned out to be the one that paid.
    case succeededAfterAll(number: Int)
}
