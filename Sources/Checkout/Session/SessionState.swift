/// Everything about a checkout session that changes: flat, so that a store can keep it in columns.
package struct SessionState: Hashable, Sendable, Codable {
    /// 0 while nobody can see the session (its intent is still being made), then 1, and one more with every visible
    /// change.
    package var version = 0
    package var status = SessionStatus.pending
    /// The provider's id of the payment or setup intent.
    package var intentID: String?
    /// The provider holds a payment method that nobody has confirmed yet.
    package var intentAwaitsConfirmation = false
    /// The last attempt; earlier ones are resolved.
    package var attempt: PaymentAttempt?
    /// Which attempt paid; `nil` when it was confirmed elsewhere, or nothing was paid.
    package var paidAttempt: Int?
    package var nextAction: NextAction?
    package var failure: SessionFailure?
    /// Somebody wants the session to end, and the provider has not agreed yet.
    package var ending: Ending?
    package var fulfilment = Fulfilment()
    package var latePayment: LatePayment?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    package var completedAt: Timestamp?
    /// When it reached a terminal status.
    package var endedAt: Timestamp?
    /// When owed work is to be taken up again if nothing has been heard by then. Whatever is owed has such a time.
    package var checkAt: Timestamp?
    /// When the provider was last asked how things stand.
    package var checkedAt: Timestamp?
    /// How often in a row: the pace slows down.
    package var checkCount = 0

    /// Why a session is about to end.
    package enum Ending: String, Hashable, Sendable, Codable {
        case expiry
        case cancellation
    }

    package init(createdAt: Timestamp) {
        self.createdAt = createdAt
        self.updatedAt = createdAt
    }
}

extension SessionState {
    /// Its intent is being made; no client has its id.
    package var isOpening: Bool { version == 0 && status == .pending }

    package var unresolvedAttempt: PaymentAttempt? {
        attempt.flatMap { $0.outcome.isUnresolved ? $0 : nil }
    }

    package func paymentStatus(in mode: CheckoutMode) -> PaymentStatus {
        if mode == .free { return .noPaymentRequired }
        if status == .completed { return .succeeded }
        if status.hasEndedUnpaid { return .canceled }
        switch unresolvedAttempt?.outcome {
        case .requiresAction: return .requiresAction
        case .some: return .processing
        // A change is paid for with the subscription's own method.
        case nil:
            return intentAwaitsConfirmation || mode == .change ? .requiresConfirmation : .requiresPaymentMethod
        }
    }
}

/// The part of the state that clients see. `version` counts its changes and nothing else.
struct VisibleState: Hashable {
    private let status: SessionStatus
    private let paymentStatus: PaymentStatus
    private let intentID: String?
    private let nextAction: NextAction?
    private let failure: SessionFailure?
    private let fulfilment: Fulfilment
    private let completedAt: Timestamp?

    init(_ state: SessionState, mode: CheckoutMode) {
        status = state.status
        paymentStatus = state.paymentStatus(in: mode)
        intentID = state.intentID
        nextAction = state.nextAction
        failure = state.failure
        fulfilment = state.fulfilment
        completedAt = state.completedAt
    }
}
