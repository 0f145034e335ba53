import Checkout

extension SessionStatus {
    var word: String {
        switch self {
        case .pending: "Pending"
        case .processing: "Processing"
        case .completed: "Completed"
        case .failed: "Failed"
        case .expired: "Expired"
        case .canceled: "Canceled"
        }
    }

    var tone: DashboardTone {
        switch self {
        case .pending: .quiet
        case .processing: .busy
        case .completed: .good
        case .failed: .bad
        case .expired, .canceled: .warn
        }
    }
}

extension CheckoutSession {
    /// How it stands, in a sentence or two that can be said into a telephone.
    var sentence: String {
        [standing, owed, late].compactMap { $0 }.joined(separator: " ")
    }

    private var standing: String {
        switch state.status {
        case .pending: waiting
        case .processing: "The provider has the payment and has not said yet how it ends."
        case .completed: completion
        case .failed: decline + " The buyer may try again until the session ends."
        case .expired: "Its time ran out before anything was paid." + lastDecline
        case .canceled: "It was ended before anything was paid." + lastDecline
        }
    }

    private var waiting: String {
        switch state.unresolvedAttempt?.outcome {
        case .requiresAction: "The bank waits for the buyer to approve the payment."
        case .started: "A payment is being sent to the provider."
        case .unknown: "The provider's answer was lost. It is asked until it says what became of the payment."
        case .processing: "The provider has the payment and has not said yet how it ends."
        case .succeeded, .declined, .notProcessed, .superseded, .canceled, nil:
            state.version == 0
                ? "It is being made at the provider." : "It waits for the buyer to choose a way to pay."
        }
    }

    private var completion: String {
        guard let paidAt = state.fulfilment.paidAt else {
            return terms.quote.mode == .trial ? "The trial has begun; nothing was due." : "Nothing was due."
        }
        let attempt = state.paidAttempt.map { $0 > 1 ? ", with attempt \($0)" : "" } ?? ""
        return "\(terms.quote.due.decimalString) \(terms.quote.due.currency.code.uppercased()) was paid at "
            + "\(Piece.exact(paidAt))\(attempt)."
    }

    private var decline: String {
        guard let failure = state.failure else { return "The last attempt did not succeed." }
        let code = failure.declineCode.map { " (\($0))" } ?? ""
        return failure.advice.message + code
    }

    private var lastDecline: String { state.failure == nil ? "" : " The last attempt: \(decline)" }

    private var owed: String? {
        switch state.ending {
        case .expiry: "Its time has run out; the provider is asked whether anything was paid before it ends."
        case .cancellation: "It is being canceled; the provider has not agreed yet."
        case nil: nil
        }
    }

    private var late: String? {
        switch state.latePayment?.resolution {
        case .honoured: "Money that came late was accepted."
        case .refundOwed: "Money came for which nothing can be given; its refund is under way."
        case .refunded: "Money came for which nothing could be given; it went back."
        case .refundRefused:
            "Money came for which nothing can be given, and the provider refuses the refund: see the reviews."
        case nil: nil
        }
    }
}
